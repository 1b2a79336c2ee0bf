package network.baton.devnet;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Writes the slots of a {@link Board} as lines of text. */
final class SlotLines {
  private final List<String> names;
  private final int deadlineMs;

  SlotLines(List<String> names, int deadlineMs) {
    this.names = List.copyOf(names);
    this.deadlineMs = deadlineMs;
  }

  /** One slot in one line, such as {@code slot 3 block 20: sponge alice 812 ms, tree bob ...}. */
  String line(Board.SlotRow slot) {
    StringJoiner tasks = new StringJoiner(" | ");
    slot.rows().forEach(task -> tasks.add(task(task)));
    long settled = slot.settling().filter(task -> task.settled).count();
    return String.format(
        Locale.ROOT,
        "slot %3d  block %4d  %s  %s%d/%d settled",
        slot.slot,
        slot.block,
        tasks,
        slot.anchored ? "anchored, " : "",
        settled,
        slot.settling().count());
  }

  private String task(Board.Row task) {
    String holder = task.holder < 0 ? "nobody" : name(task.holder);
    String term = task.term > 1 ? " (term " + task.term + ")" : "";
    Long proven = task.provenAfterMs;
    String state;
    if (proven != null) {
      state =
          String.format(
              Locale.ROOT, "proven %.2f s%s", proven / 1000.0, proven > deadlineMs ? " LATE" : "");
    } else if (task.term == 0) {
      state = "open";
    } else {
      state = task.ppm / 10_000 + " %";
    }
    return String.format(Locale.ROOT, "%-16s %-14s %-13s", task.label, holder + term, state);
  }

  private String name(int index) {
    return index < names.size() ? names.get(index) : "prover " + index;
  }
}
