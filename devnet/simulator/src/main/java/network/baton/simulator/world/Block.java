package network.baton.simulator.world;

import java.util.List;
import network.baton.lease.Hash32;
import network.baton.lease.Task;

/** A block of the simulated chain with the tasks that it opens. */
public record Block(Hash32 hash, long slot, long slotStartMs, List<Task> tasks) {
  public Block {
    tasks = List.copyOf(tasks);
  }
}
