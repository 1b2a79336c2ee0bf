package network.baton.devnet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.baton.scenario.report.FleetTally;
import network.baton.scenario.report.TraceEvent;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each slot while the run goes on, from the nodes' trace events. For the eyes
 * only: the report is computed afterwards, from the files and the chain. Not thread-safe.
 */
final class Board {
  /** Slots that are remembered. */
  static final int SLOTS_MAX = 256;

  /** One task: who holds it, how far it is, and when it was proven. */
  static final class Row {
    final String label;
    final boolean settles;
    int holder = -1;
    int term;
    long ppm;
    int takeovers;
    @Nullable Long provenAfterMs;
    boolean settled;

    Row(String label, boolean settles) {
      this.label = label;
      this.settles = settles;
    }
  }

  /** One slot with its tasks by id. */
  static final class SlotRow {
    final long slot;
    long block;
    long startMs;
    boolean anchored;
    final Map<String, Row> tasks = new TreeMap<>();

    SlotRow(long slot) {
      this.slot = slot;
    }

    /** The tasks in the order of their names. */
    List<Row> rows() {
      List<Row> rows = new ArrayList<>(tasks.values());
      rows.sort((a, b) -> a.label.compareTo(b.label));
      return rows;
    }

    long proven() {
      return tasks.values().stream().filter(task -> task.provenAfterMs != null).count();
    }

    boolean done() {
      return !tasks.isEmpty() && anchored && settling().allMatch(task -> task.settled);
    }

    /** The whole proofs: parts of them do not settle. */
    Stream<Row> settling() {
      return tasks.values().stream().filter(task -> task.settles);
    }
  }

  private final Map<String, String> proofTypes;
  private final FleetTally fleet;
  private final Map<Long, SlotRow> slots =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, SlotRow> eldest) {
          return size() > SLOTS_MAX;
        }
      };
  private final Map<String, SlotRow> slotOfTask =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SlotRow> eldest) {
          return size() > SLOTS_MAX * 8;
        }
      };

  /**
   * @param proofTypes id -> name
   * @param fleet hears all events, too
   */
  Board(Map<String, String> proofTypes, FleetTally fleet) {
    this.proofTypes = Map.copyOf(proofTypes);
    this.fleet = fleet;
  }

  FleetTally fleet() {
    return fleet;
  }

  void mined(long slot, long block, long startMs) {
    SlotRow row = slots.computeIfAbsent(slot, SlotRow::new);
    row.block = block;
    row.startMs = startMs;
  }

  void traced(TraceEvent event) {
    fleet.traced(event);
    if (event.is("task-open")) {
      SlotRow slot = slots.computeIfAbsent(event.slot(), SlotRow::new);
      slotOfTask.putIfAbsent(event.taskId(), slot);
      slot.tasks.computeIfAbsent(event.taskId(), _ -> row(event));
      return;
    }
    if (event.is("anchored")) {
      SlotRow slot = slots.get(event.slot());
      if (slot != null) {
        slot.anchored = true;
      }
      return;
    }
    SlotRow slot = slotOfTask.get(event.taskId());
    Row task = slot == null ? null : slot.tasks.get(event.taskId());
    if (slot != null && task != null) {
      apply(slot, task, event);
    }
  }

  private Row row(TraceEvent open) {
    String type = open.text("proofType");
    String name = proofTypes.getOrDefault(type, type);
    return open.has("part") ? new Row(name + " " + open.text("part"), false) : new Row(name, true);
  }

  private static void apply(SlotRow slot, Row task, TraceEvent event) {
    switch (event.kind()) {
      case "lease" -> {
        if (event.term() > task.term) {
          task.term = event.term();
          task.holder = (int) event.number("prover");
          task.ppm = 0;
        }
      }
      case "progress" -> {
        if (event.term() == task.term) {
          task.ppm = Math.max(task.ppm, event.number("ppm"));
        }
      }
      case "takeover" -> task.takeovers++;
      case "latched" -> {
        if (task.provenAfterMs == null) {
          task.provenAfterMs = event.atMicros() / 1000 - slot.startMs;
          task.holder = (int) event.number("prover");
        }
      }
      case "settled" -> task.settled = true;
      default -> {}
    }
  }

  @Nullable SlotRow slot(long slot) {
    return slots.get(slot);
  }

  /** Whether every slot of the range has its proofs settled and its leases anchored. */
  boolean allDone(long first, long last) {
    for (long slot = first; slot <= last; slot++) {
      SlotRow row = slots.get(slot);
      if (row == null || !row.done()) {
        return false;
      }
    }
    return true;
  }
}
