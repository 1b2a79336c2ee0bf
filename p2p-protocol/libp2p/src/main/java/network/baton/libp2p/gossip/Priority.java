package network.baton.libp2p.gossip;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Class of an outgoing RPC, first to last to be written. */
public enum Priority {
  /** Subscriptions, GRAFT and PRUNE: small, and the two sides disagree when one is lost. */
  MESH(5),
  /** IDONTWANT: worth something only if it comes before the message does. */
  HINT(1),
  /** A message published here. */
  OWN(4),
  /** A message of somebody else, also one that was asked for. */
  FORWARD(3),
  /** IHAVE, IWANT: the next heartbeat makes up for a lost one. */
  GOSSIP(2);

  private final int worth;

  Priority(int worth) {
    this.worth = worth;
  }

  /** In the order in which a full queue drops them. */
  static List<Priority> leastWorthFirst() {
    return Arrays.stream(values())
        .sorted(Comparator.comparingInt((Priority priority) -> priority.worth))
        .toList();
  }
}
