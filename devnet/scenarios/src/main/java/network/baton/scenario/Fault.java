package network.baton.scenario;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that goes wrong, once: when, to whom, what.
 *
 * @param name how views and reports call it
 * @param restartAfterSlots the node is started again this many slot lengths after the fault; null:
 *     never. Only for acts that end the process
 * @param forMs how long a stopped node stays stopped. Only for acts that stop
 */
public record Fault(
    String name, When when, Act act, @Nullable Integer restartAfterSlots, @Nullable Integer forMs) {
  /** Word that stands for whichever node holds the lease. */
  public static final String HOLDER = "holder";

  /**
   * What is done to a process: the node's, or its prover's (of the task that {@link When} names;
   * else of all types), which leaves the node up to notice.
   */
  public enum Act implements Word {
    KILL("kill"),
    STOP("stop"),
    TERMINATE("terminate"),
    KILL_PROVER("kill-prover"),
    STOP_PROVER("stop-prover");

    private final String word;

    Act(String word) {
      this.word = word;
    }

    /** Whether the process goes on by itself after a time. */
    public boolean stops() {
      return this == STOP || this == STOP_PROVER;
    }

    /** Whether the node's own process ends. */
    public boolean endsNode() {
      return this == KILL || this == TERMINATE;
    }

    @Override
    public String word() {
      return word;
    }
  }

  /** The moment: the start of a slot, or the node's own first event of a kind in it. */
  public enum On implements Word {
    SLOT_START("slot-start"),
    LEASE("lease"),
    FIRST_PROGRESS("first-progress"),
    BEAT("beat");

    private final String word;

    On(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  /**
   * @param slot slot of the run, from 1
   * @param task name of the proof type whose task is meant; null: any
   * @param who {@link #HOLDER} or the name of a node
   */
  public record When(int slot, On on, @Nullable String task, String who) {
    public boolean meansHolder() {
      return who.equals(HOLDER);
    }
  }

  /** Checks what the fault alone can tell; {@code key} is its place in the file. */
  void check(String key, int slots, List<String> nodeNames, List<String> proofTypeNames) {
    Invalid.unlessWithin(key + ".when.slot", when.slot(), 1, slots);
    if (!when.meansHolder() && !nodeNames.contains(when.who())) {
      throw new Invalid(
          key + ".when.who",
          "'" + when.who() + "' is neither 'holder' nor a node of this run " + nodeNames);
    }
    String task = when.task();
    if (task != null && !proofTypeNames.contains(task)) {
      throw new Invalid(key + ".when.task", "'" + task + "' is not one of " + proofTypeNames);
    }
    if (when.on() == On.SLOT_START && (when.meansHolder() || task != null)) {
      throw new Invalid(
          key + ".when.on", "at slot-start there is no holder and no task yet: name a node in who");
    }
    if (act.stops() && restartAfterSlots != null) {
      throw new Invalid(
          key + ".restartAfterSlots",
          "what is stopped goes on by itself: use forMs with '" + act.word() + "'");
    }
    if (!act.endsNode() && restartAfterSlots != null) {
      throw new Invalid(
          key + ".restartAfterSlots", "the node starts its prover again by itself, at once");
    }
    if (act.stops() && forMs == null) {
      throw new Invalid(key + ".forMs", "missing: '" + act.word() + "' needs to know for how long");
    }
    if (!act.stops() && forMs != null) {
      throw new Invalid(
          key + ".forMs", "only for 'stop' and 'stop-prover', not for '" + act.word() + "'");
    }
    if (forMs != null) {
      Invalid.unlessWithin(key + ".forMs", forMs, 1, 600_000);
    }
    if (restartAfterSlots != null) {
      Invalid.unlessWithin(key + ".restartAfterSlots", restartAfterSlots, 1, 1_000);
    }
  }
}
