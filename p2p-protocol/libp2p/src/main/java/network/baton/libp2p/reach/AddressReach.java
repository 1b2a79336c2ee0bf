package network.baton.libp2p.reach;

import network.baton.libp2p.Multiaddr;

/**
 * What is known of one address that this host tells others.
 *
 * @param decidedMs when two peers agreed for the last time; 0 before that
 * @param reached peers that reached it, in the latest round
 * @param notReached peers that did not
 * @param unanswered peers that did not try, or whose answer cannot be believed
 */
public record AddressReach(
    Multiaddr address,
    Verdict verdict,
    long decidedMs,
    int reached,
    int notReached,
    int unanswered) {
  /** What two peers agreed on. */
  public enum Verdict {
    UNKNOWN,
    REACHABLE,
    UNREACHABLE
  }
}
