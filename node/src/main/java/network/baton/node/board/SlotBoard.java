package network.baton.node.board;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import network.baton.lease.Beat;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import network.baton.node.board.SlotView.AnchorView;
import network.baton.node.board.SlotView.LeaseView;
import network.baton.node.board.SlotView.SettlementView;
import network.baton.node.board.SlotView.TaskView;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.chain.tx.TxState;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the last slots, kept for showing. Decides nothing. Owned by the loop's
 * thread; what leaves it are immutable {@link SlotView}s.
 */
public final class SlotBoard {
  /** Slots kept; the oldest goes first. */
  public static final int SLOTS_MAX = 256;

  /** Leases shown of one task; later ones are not shown. */
  public static final int LEASES_SHOWN_MAX = 64;

  /** Beats shown of one lease, the newest. */
  public static final int BEATS_SHOWN_MAX = 40;

  private final Function<Hash32, String> proofTypeNames;
  private final TreeMap<Long, Slot> slots = new TreeMap<>();
  private final Map<Hash32, TaskEntry> tasks = new LinkedHashMap<>();
  private final Map<Hash32, LeaseEntry> leases = new LinkedHashMap<>();
  private final Set<Long> changed = new LinkedHashSet<>();

  public SlotBoard(Function<Hash32, String> proofTypeNames) {
    this.proofTypeNames = proofTypeNames;
  }

  private static final class Slot {
    final Map<Hash32, TaskEntry> tasks = new LinkedHashMap<>();
    @Nullable AnchorView anchor;
  }

  private static final class TaskEntry {
    final Task task;
    final Map<Hash32, LeaseEntry> leases = new LinkedHashMap<>();
    @Nullable Hash32 winner;
    @Nullable Long provenAtMs;
    @Nullable Long proofMs;
    @Nullable Double verifyMs;
    @Nullable SettlementView settlement;
    boolean missed;
    boolean orphaned;

    TaskEntry(Task task) {
      this.task = task;
    }
  }

  private static final class LeaseEntry {
    final VerifiedLease lease;
    final TaskEntry task;
    final List<List<Long>> beats = new ArrayList<>();
    @Nullable Beat lastBeat;
    @Nullable Long lastBeatMs;
    String state = "running";

    LeaseEntry(VerifiedLease lease, TaskEntry task) {
      this.lease = lease;
      this.task = task;
    }
  }

  public void opened(Task task) {
    Slot slot = slots.computeIfAbsent(task.slot(), number -> new Slot());
    if (tasks.containsKey(task.taskId())) {
      return;
    }
    var entry = new TaskEntry(task);
    slot.tasks.put(task.taskId(), entry);
    tasks.put(task.taskId(), entry);
    touch(entry);
    while (slots.size() > SLOTS_MAX) {
      Map.Entry<Long, Slot> oldest = slots.pollFirstEntry();
      for (TaskEntry gone : oldest.getValue().tasks.values()) {
        tasks.remove(gone.task.taskId());
        leases.keySet().removeAll(gone.leases.keySet());
      }
      changed.remove(oldest.getKey());
    }
  }

  /** A valid lease joined the task. The predecessor shows why it was overtaken. */
  public void leased(VerifiedLease lease) {
    TaskEntry task = tasks.get(lease.lease().taskId());
    if (task == null
        || task.leases.containsKey(lease.digest())
        || task.leases.size() >= LEASES_SHOWN_MAX) {
      return;
    }
    var entry = new LeaseEntry(lease, task);
    task.leases.put(lease.digest(), entry);
    leases.put(lease.digest(), entry);
    LeaseEntry previous = leases.get(lease.lease().prev());
    if (previous != null && previous.state.equals("running")) {
      previous.state =
          switch (lease.lease().cause()) {
            case SILENT -> "silent";
            case RELEASED -> "released";
            case FAILED -> "failed";
            case FIRST, FROZEN, LATE, HEDGE -> "overtaken";
          };
    }
    touch(task);
  }

  public void beat(Hash32 leaseDigest, Beat beat) {
    LeaseEntry entry = leases.get(leaseDigest);
    if (entry == null || (entry.lastBeat != null && entry.lastBeat.sequence() >= beat.sequence())) {
      return;
    }
    long beatMs = entry.task.task.slotStartMs() + beat.sequence();
    entry.lastBeat = beat;
    entry.lastBeatMs = beatMs;
    entry.beats.add(List.of(beatMs, (long) beat.progressPpm()));
    if (entry.beats.size() > BEATS_SHOWN_MAX) {
      entry.beats.removeFirst();
    }
    touch(entry.task);
  }

  public void released(Hash32 leaseDigest) {
    setState(leaseDigest, "released");
  }

  public void failed(Hash32 leaseDigest) {
    setState(leaseDigest, "failed");
  }

  public void voided(Hash32 leaseDigest) {
    setState(leaseDigest, "void");
  }

  private void setState(Hash32 leaseDigest, String state) {
    LeaseEntry entry = leases.get(leaseDigest);
    if (entry != null && !entry.state.equals("won")) {
      entry.state = state;
      touch(entry.task);
    }
  }

  /** The own prover took {@code wallMs} for this lease's proof. */
  public void proofMade(Hash32 leaseDigest, long wallMs) {
    LeaseEntry entry = leases.get(leaseDigest);
    if (entry != null) {
      entry.task.proofMs = wallMs;
      touch(entry.task);
    }
  }

  public void verified(Hash32 taskId, double verifyMs) {
    TaskEntry task = tasks.get(taskId);
    if (task != null && task.verifyMs == null) {
      task.verifyMs = verifyMs;
      touch(task);
    }
  }

  public void latched(Hash32 taskId, Hash32 leaseDigest, long atMs) {
    TaskEntry task = tasks.get(taskId);
    if (task == null || task.winner != null) {
      return;
    }
    task.winner = leaseDigest;
    task.provenAtMs = atMs;
    for (LeaseEntry entry : task.leases.values()) {
      if (entry.lease.digest().equals(leaseDigest)) {
        entry.state = "won";
      } else if (entry.state.equals("running") || entry.state.equals("overtaken")) {
        entry.state = "lost";
      }
    }
    touch(task);
  }

  public void missed(Hash32 taskId) {
    TaskEntry task = tasks.get(taskId);
    if (task != null) {
      task.missed = true;
      touch(task);
    }
  }

  public void orphaned(Hash32 taskId) {
    TaskEntry task = tasks.get(taskId);
    if (task != null) {
      task.orphaned = true;
      touch(task);
    }
  }

  public void settlement(Hash32 taskId, SettlementView settlement) {
    TaskEntry task = tasks.get(taskId);
    if (task != null && !(task.settlement != null && task.settlement.state().equals("settled"))) {
      task.settlement = settlement;
      touch(task);
    }
  }

  public void anchored(long slotNumber, AnchorView anchor) {
    Slot slot = slots.get(slotNumber);
    if (slot != null && slot.anchor == null) {
      slot.anchor = anchor;
      changed.add(slotNumber);
    }
  }

  public boolean isAnchored(long slotNumber) {
    Slot slot = slots.get(slotNumber);
    return slot != null && slot.anchor != null;
  }

  /**
   * Digests for the slot's anchor: valid leases, and the leases' completions are the caller's to
   * add.
   */
  public List<Hash32> leaseDigests(long slotNumber) {
    Slot slot = slots.get(slotNumber);
    if (slot == null) {
      return List.of();
    }
    var digests = new ArrayList<Hash32>();
    for (TaskEntry task : slot.tasks.values()) {
      if (!task.orphaned) {
        digests.addAll(task.leases.keySet());
      }
    }
    return digests;
  }

  /** How far an own settlement is; the chain's word on the task outweighs it. */
  public void transaction(TxOrder order, TxState state, String txHash) {
    boolean shown = state == TxState.SENT || state == TxState.WAITING || state == TxState.FAILED;
    if (order.taskId() != null && shown) {
      settlement(order.taskId(), new SettlementView(state.word(), txHash, null, null, null));
    }
  }

  /** Views of the slots that changed since the last call, oldest first. */
  public List<SlotView> drainChanged() {
    var views = new ArrayList<SlotView>();
    for (Long number : changed.stream().sorted().toList()) {
      Slot slot = slots.get(number);
      if (slot != null) {
        views.add(view(number, slot));
      }
    }
    changed.clear();
    return views;
  }

  public boolean hasChanges() {
    return !changed.isEmpty();
  }

  private void touch(TaskEntry task) {
    changed.add(task.task.slot());
  }

  private SlotView view(long number, Slot slot) {
    TaskEntry shown = slot.tasks.values().iterator().next();
    for (TaskEntry task : slot.tasks.values()) {
      if (!task.orphaned) {
        shown = task;
      }
    }
    return new SlotView(
        number,
        shown.task.blockNumber(),
        shown.task.blockHash().toHex(),
        shown.task.slotStartMs(),
        shown.task.deadlineMs(),
        slot.tasks.values().stream().map(this::view).toList(),
        slot.anchor);
  }

  private TaskView view(TaskEntry entry) {
    LeaseEntry winner = entry.winner == null ? null : entry.leases.get(entry.winner);
    return new TaskView(
        entry.task.taskId().toHex(),
        proofTypeNames.apply(entry.task.proofType()),
        TaskLabel.part(entry.task),
        state(entry),
        entry.leases.values().stream().map(SlotBoard::view).toList(),
        entry.provenAtMs,
        winner == null ? null : Integer.valueOf(winner.lease.lease().prover()),
        entry.proofMs,
        entry.verifyMs,
        entry.provenAtMs == null
            ? null
            : Boolean.valueOf(entry.provenAtMs <= entry.task.deadlineMs()),
        entry.settlement);
  }

  private static String state(TaskEntry entry) {
    if (entry.orphaned) {
      return "orphaned";
    }
    if (entry.winner != null) {
      return "proven";
    }
    if (entry.missed) {
      return "missed";
    }
    return entry.leases.isEmpty() ? "open" : "leased";
  }

  private static LeaseView view(LeaseEntry entry) {
    Beat beat = entry.lastBeat;
    return new LeaseView(
        entry.lease.digest().toHex(),
        entry.lease.lease().term(),
        entry.lease.lease().prover(),
        entry.lease.lease().cause().name(),
        entry.lease.lease().issuedAtMs(),
        entry.lastBeatMs,
        beat == null ? 0 : beat.progressPpm(),
        beat == null ? 0 : beat.stage(),
        beat == null || beat.predictedFinishMs() == 0
            ? null
            : Long.valueOf(beat.predictedFinishMs()),
        entry.state,
        List.copyOf(entry.beats));
  }
}
