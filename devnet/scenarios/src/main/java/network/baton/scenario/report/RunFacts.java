package network.baton.scenario.report;

import java.util.List;
import java.util.Map;
import network.baton.scenario.Fault;
import network.baton.scenario.Scenario;
import org.jspecify.annotations.Nullable;

/**
 * What the runner itself knows of a run.
 *
 * @param firstSlot number in the network's clock of the first counted slot
 * @param proofTypes id -> name
 * @param mined the blocks of the counted slots, in order
 * @param mishaps what went wrong with the processes themselves, in a line each
 */
public record RunFacts(
    Scenario scenario,
    long firstSlot,
    long genesisTimeSeconds,
    Map<String, String> proofTypes,
    List<Mined> mined,
    List<Fired> fired,
    List<String> mishaps,
    long startedAtMs,
    double seconds) {
  /**
   * @param sentMicros when the command to mine was sent
   * @param answeredMicros when its answer was there; the block came to be between the two
   */
  public record Mined(
      long slot,
      long number,
      String hash,
      long timestampSeconds,
      long sentMicros,
      long answeredMicros) {}

  /**
   * A fault that was carried out.
   *
   * @param slot slot in the network's clock
   * @param restartedMicros when the process was started again; null: never
   */
  public record Fired(
      String name,
      Fault.Act act,
      int node,
      String nodeName,
      long slot,
      long atMicros,
      @Nullable Long restartedMicros) {}

  public RunFacts {
    proofTypes = Map.copyOf(proofTypes);
    mined = List.copyOf(mined);
    fired = List.copyOf(fired);
    mishaps = List.copyOf(mishaps);
  }

  public long lastSlot() {
    return firstSlot + scenario.slots() - 1;
  }

  public boolean counts(long slot) {
    return slot >= firstSlot && slot <= lastSlot();
  }

  public long slotStartMs(long slot) {
    return (genesisTimeSeconds + slot * scenario.slotSeconds()) * 1000;
  }

  public long deadlineMs(long slot) {
    return slotStartMs(slot) + scenario.deadlineMs();
  }

  /** The name of a proof type that a trace gives by id or by name. */
  public String typeName(String idOrName) {
    return proofTypes.getOrDefault(idOrName, idOrName);
  }
}
