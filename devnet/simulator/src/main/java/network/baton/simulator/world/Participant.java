package network.baton.simulator.world;

import network.baton.lease.Message;
import network.baton.lease.Snapshot;

/** Somebody in the network: an honest node or one that does as it likes. */
public interface Participant {
  void snapshotKnown(Snapshot snapshot);

  void blockSeen(Block block);

  void blockOrphaned(Block block);

  /** A message arrives whose signature is good, straight from another participant. */
  void receive(Message message, int from);
}
