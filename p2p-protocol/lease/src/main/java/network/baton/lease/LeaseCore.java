package network.baton.lease;

import java.util.List;

/**
 * The lease protocol of one node. Owned by one thread; see {@link Event} and {@link Effect} for the
 * contract. Skeleton: knows its settings and does nothing yet.
 */
public final class LeaseCore {
  /** {@code self} of a node that watches and relays but never claims. */
  public static final int OBSERVER = -1;

  private final LeaseSettings settings;
  private final int self;

  /**
   * Makes an empty core.
   *
   * @param self own permanent prover index, or {@link #OBSERVER}
   */
  public LeaseCore(LeaseSettings settings, int self) {
    this.settings = settings;
    this.self = self;
  }

  /**
   * Takes one event at {@code nowMs} and says what is to be done. {@code nowMs} never goes back.
   */
  public List<Effect> apply(Event event, long nowMs) {
    if (self < OBSERVER || settings.beatMs() > nowMs) {
      throw new IllegalArgumentException(event + " at " + nowMs);
    }
    return List.of();
  }

  /** When the core next wants a {@link Event.Tick}, or {@link Long#MAX_VALUE}. */
  public long nextWakeMs() {
    return Long.MAX_VALUE;
  }
}
