package network.baton.node;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ObjDoubleConsumer;
import network.baton.lease.Refusal;
import network.baton.lease.Verdict;
import network.baton.libp2p.PeerId;

/**
 * The lease layer's word on peers, P5 of their gossip score ({@code specs/gossip.md}, N-67): who
 * brings what is refused again and again loses points, and has them back as time goes by.
 * Thread-safe.
 */
final class PeerStanding {
  /** Refusals that honest peers get by a different sight of things; these cost nothing. */
  static final double FREE = 20;

  /** Points a peer can lose: out of the meshes and of gossip, but not off the connection. */
  static final double PENALTY_MAX = 300;

  /** A rejected message counts as so many that were only ignored. */
  static final double REJECTED = 4;

  static final long HALF_LIFE_MS = 60_000;

  /** Peers remembered; with more, the one with the fewest refusals is forgotten. */
  static final int PEERS_MAX = 1_024;

  /** A count below it is none. */
  private static final double NOTHING = 0.5;

  /** Reasons that say more about this node or the moment than about who brought the message. */
  private static final Set<Refusal> NOBODYS_FAULT =
      EnumSet.of(
          Refusal.ALREADY_SEEN,
          Refusal.LATCHED,
          Refusal.STALE_BEAT,
          Refusal.PROOF_UNAVAILABLE,
          Refusal.HOLD_FULL,
          Refusal.HOLD_EXPIRED,
          Refusal.OVERLOADED);

  private final LongSupplier clockMs;
  private final ObjDoubleConsumer<PeerId> score;
  private final Map<PeerId, Count> counts = new HashMap<>();

  private static final class Count {
    private double refused;
    private long atMs;
    private double told;
  }

  /**
   * @param clockMs any clock that does not run backwards
   * @param score is told a peer's points, 0 or less, when they have changed
   */
  PeerStanding(LongSupplier clockMs, ObjDoubleConsumer<PeerId> score) {
    this.clockMs = clockMs;
    this.score = score;
  }

  /** A message that a peer brought was judged. */
  void judged(PeerId from, Verdict verdict) {
    double weight =
        switch (verdict) {
          case Verdict.Accept() -> 0;
          case Verdict.Ignore(Refusal reason) -> NOBODYS_FAULT.contains(reason) ? 0 : 1;
          case Verdict.Reject(Refusal reason) -> REJECTED;
        };
    if (weight > 0) { // good messages take no lock on their way
      refused(from, weight);
    }
  }

  private synchronized void refused(PeerId from, double weight) {
    long nowMs = clockMs.getAsLong();
    if (counts.size() >= PEERS_MAX && !counts.containsKey(from)) {
      forgetLeast(nowMs);
    }
    Count count = counts.computeIfAbsent(from, peer -> new Count());
    count.refused = faded(count, nowMs) + weight;
    count.atMs = nowMs;
    tell(from, count);
  }

  /** To be called from time to time: gives points back. */
  synchronized void fade() {
    long nowMs = clockMs.getAsLong();
    for (Iterator<Map.Entry<PeerId, Count>> all = counts.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<PeerId, Count> entry = all.next();
      Count count = entry.getValue();
      count.refused = faded(count, nowMs);
      count.atMs = nowMs;
      tell(entry.getKey(), count);
      if (count.refused < NOTHING) {
        all.remove();
      }
    }
  }

  private void forgetLeast(long nowMs) {
    counts.entrySet().stream()
        .min((a, b) -> Double.compare(faded(a.getValue(), nowMs), faded(b.getValue(), nowMs)))
        .ifPresent(
            least -> {
              counts.remove(least.getKey());
              if (least.getValue().told != 0) {
                score.accept(least.getKey(), 0);
              }
            });
  }

  private static double faded(Count count, long nowMs) {
    return count.refused * Math.pow(0.5, (nowMs - count.atMs) / (double) HALF_LIFE_MS);
  }

  private void tell(PeerId peer, Count count) {
    double points = 0 - Math.min(PENALTY_MAX, Math.floor(Math.max(0, count.refused - FREE)));
    if (points != count.told) {
      count.told = points;
      score.accept(peer, points);
    }
  }
}
