package network.baton.devnet;

/**
 * The slots of a run in the network's clock.
 *
 * @param genesisTimeSeconds start of slot 0
 * @param firstSlot first counted slot
 * @param slots number of counted slots
 */
record RunClock(long genesisTimeSeconds, int slotSeconds, long firstSlot, int slots) {
  /** Time between "everything is up" and the first slot, at least. */
  private static final long LEAD_MS = 300;

  /**
   * The clock of a network whose nodes are not started yet: slot 1 begins when they should be up.
   */
  static long genesisTimeSeconds(long nowMs, long startUpMs, int slotSeconds) {
    long slotOneSeconds = Math.ceilDiv(nowMs + startUpMs, 1000L);
    return slotOneSeconds - slotSeconds;
  }

  /** The clock of a run that is ready now: it begins with the next slot, slot 1 at the earliest. */
  static RunClock readyAt(long nowMs, long genesisTimeSeconds, int slotSeconds, int slots) {
    long sinceGenesisMs = nowMs + LEAD_MS - genesisTimeSeconds * 1000;
    long next = Math.ceilDiv(sinceGenesisMs, slotSeconds * 1000L);
    return new RunClock(genesisTimeSeconds, slotSeconds, Math.max(1, next), slots);
  }

  long lastSlot() {
    return firstSlot + slots - 1;
  }

  long slotStartSeconds(long slot) {
    return genesisTimeSeconds + slot * slotSeconds;
  }

  long slotStartMs(long slot) {
    return slotStartSeconds(slot) * 1000;
  }

  /** What to take from a slot of this clock to get the scenario's, which counts from 1. */
  long slotOffset() {
    return firstSlot - 1;
  }
}
