package network.baton.devnet;

/**
 * The slots of a run in the network's clock.
 *
 * @param genesisTimeSeconds start of slot 0
 * @param firstMined first slot that has a block; up to the first counted one the network warms up
 * @param firstSlot first counted slot
 * @param slots number of counted slots
 */
record RunClock(
    long genesisTimeSeconds, int slotSeconds, long firstMined, long firstSlot, int slots) {
  /** Time between "everything is up" and the first slot, at least. */
  private static final long LEAD_MS = 300;

  /**
   * The genesis time of a network whose nodes are not started yet: its first slot, which is slot 0
   * if there is a slot to warm up in, begins when they should be up.
   */
  static long genesisTimeSeconds(long nowMs, long startUpMs, int slotSeconds, int warmUpSlots) {
    return Math.ceilDiv(nowMs + startUpMs, 1000L) - firstMined(warmUpSlots) * slotSeconds;
  }

  /**
   * The clock of a run that is ready now: it begins with the next slot, and counts from slot 1 at
   * the earliest.
   */
  static RunClock readyAt(
      long nowMs, long genesisTimeSeconds, int slotSeconds, int warmUpSlots, int slots) {
    long sinceGenesisMs = nowMs + LEAD_MS - genesisTimeSeconds * 1000;
    long next =
        Math.max(firstMined(warmUpSlots), Math.ceilDiv(sinceGenesisMs, slotSeconds * 1000L));
    return new RunClock(genesisTimeSeconds, slotSeconds, next, next + warmUpSlots, slots);
  }

  private static long firstMined(int warmUpSlots) {
    return warmUpSlots == 0 ? 1 : 0;
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
