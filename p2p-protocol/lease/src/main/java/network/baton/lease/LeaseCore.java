package network.baton.lease;

import java.util.List;

/**
 * The lease protocol of one node. Owned by one thread; see {@link Event} and {@link Effect} for the
 * contract.
 */
public interface LeaseCore {
  /**
   * Takes one event at {@code nowMs} and says what is to be done. {@code nowMs} never goes back.
   */
  List<Effect> apply(Event event, long nowMs);

  /** When the core next wants a {@link Event.Tick}, or {@link Long#MAX_VALUE}. */
  long nextWakeMs();
}
