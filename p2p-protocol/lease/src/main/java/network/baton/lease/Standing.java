package network.baton.lease;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What this node has seen of each prover: whom it hedges because it is new or has betrayed. Its own
 * sight alone; nothing valid hangs on it.
 */
final class Standing {
  /** Leases over which betrayals are counted. */
  static final int BETRAYAL_WINDOW = 256;

  private static final class Seen {
    private int proofs;
    private long leases;
    private final ArrayDeque<Long> betrayals = new ArrayDeque<>();
  }

  private final LeaseSettings settings;
  private final Map<Integer, Seen> byProver = new LinkedHashMap<>();
  private boolean begun;

  Standing(LeaseSettings settings) {
    this.settings = settings;
  }

  /**
   * O-13: the provers of the first snapshot that this node learns are proven; else a node that has
   * just started would hedge everybody.
   */
  void begin(Snapshot snapshot) {
    if (!begun) {
      begun = true;
      for (Prover prover : snapshot.provers()) {
        seen(prover.index()).proofs = settings.newcomerLeases();
      }
    }
  }

  void leased(int prover) {
    seen(prover).leases++;
  }

  /** A lease ended in its prover's own proof. Answers whether its standing changed. */
  boolean proved(int prover) {
    boolean before = isHedged(prover);
    seen(prover).proofs++;
    return before != isHedged(prover);
  }

  /** O-14: a lease was betrayed. Answers whether its prover's standing changed. */
  boolean betrayed(int prover) {
    boolean before = isHedged(prover);
    Seen seen = seen(prover);
    seen.betrayals.add(seen.leases);
    if (seen.betrayals.size() > settings.betrayalsMax() + 1) {
      seen.betrayals.remove();
    }
    return before != isHedged(prover);
  }

  boolean isHedged(int prover) {
    Seen seen = byProver.get(prover);
    if (seen == null || seen.proofs < settings.newcomerLeases()) {
      return settings.newcomerLeases() > 0;
    }
    return hasBetrayed(seen);
  }

  /** O-14: whether it betrayed more of its last leases than chance explains. */
  boolean hasBetrayed(int prover) {
    Seen seen = byProver.get(prover);
    return seen != null && hasBetrayed(seen);
  }

  private boolean hasBetrayed(Seen seen) {
    return seen.betrayals.size() > settings.betrayalsMax()
        && seen.betrayals.getFirst() > seen.leases - BETRAYAL_WINDOW;
  }

  private Seen seen(int prover) {
    Seen seen = byProver.computeIfAbsent(prover, _ -> new Seen());
    if (byProver.size() > LeaseLimits.PROVERS_MAX) {
      byProver.remove(byProver.keySet().iterator().next());
    }
    return seen;
  }
}
