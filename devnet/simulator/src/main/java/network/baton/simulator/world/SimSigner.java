package network.baton.simulator.world;

import java.util.ArrayList;
import java.util.List;
import network.baton.lease.Event;
import network.baton.lease.LeaseDraft;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import org.jspecify.annotations.Nullable;

/** A node's signing thread and its disk: one lease after the other is signed and written. */
final class SimSigner {
  /** A signed lease on its way to the disk. */
  private record Write(VerifiedLease lease, LeaseDraft draft, long epoch) {}

  private static final int DISK_LEASES_MAX = 512;

  private final World world;
  private final SimNode node;
  private final SafetyDisk disk = new SafetyDisk(DISK_LEASES_MAX);
  private final List<Write> writes = new ArrayList<>();
  private long diskFreeMs;

  SimSigner(World world, SimNode node) {
    this.world = world;
    this.node = node;
  }

  SafetyDisk disk() {
    return disk;
  }

  /** Signs and writes; only when the write is done the core hears of it. */
  void sign(LeaseDraft draft, Task task, long epoch, @Nullable Message evidence) {
    if (!world.provers().showsUp(node.index(), task)) {
      node.later(1, () -> node.apply(new Event.LeaseRefused(draft, "no show")));
      return;
    }
    VerifiedLease lease = Forge.lease(draft, evidence);
    long durableMs = world.signMs() <= 1 ? 1 : world.chance().within(1, world.signMs());
    // One thread signs and writes, one lease after the other.
    long durableAtMs = Math.max(diskFreeMs, world.nowMs()) + durableMs;
    diskFreeMs = durableAtMs;
    Write write = new Write(lease, draft, epoch);
    writes.add(write);
    node.later(durableAtMs - world.nowMs(), () -> written(write));
  }

  private void written(Write write) {
    writes.remove(write);
    if (disk.write(write.lease(), write.epoch())) {
      world.watch().signed(node, write.lease(), write.epoch());
      node.apply(new Event.LeaseSigned(write.lease()));
    } else {
      node.apply(new Event.LeaseRefused(write.draft(), "safety record"));
    }
  }

  /** A crash tears the write under way: the disk has all of it or nothing. */
  void tear() {
    for (Write write : writes) {
      if (world.chance().happens(0.5) && disk.write(write.lease(), write.epoch())) {
        world.watch().signed(node, write.lease(), write.epoch());
      }
    }
    writes.clear();
    diskFreeMs = 0;
  }
}
