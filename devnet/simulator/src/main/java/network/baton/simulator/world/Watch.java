package network.baton.simulator.world;

import java.util.List;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.LeaseCore;
import network.baton.lease.Message.VerifiedLease;

/** Sees everything that happens in a world and may object by throwing. */
public interface Watch {
  /** A node's core took an event. */
  default void turned(SimNode node, Event event, List<Effect> effects, LeaseCore core) {}

  /** A node's key signed a lease; it may be on its way to the disk. */
  default void signed(SimNode node, VerifiedLease lease, long epoch) {}

  /** A node starts anew, with nothing but what its disk holds. */
  default void started(SimNode node) {}

  default void jobStarted(SimNode node, Job job) {}

  default void jobEnded(SimNode node, Job job) {}
}
