package network.baton.scenario;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that goes wrong, once: when, to whom, what.
 *
 * @param name how views and reports call it
 * @param restartAfterSlots what the fault ended is started again this many slot lengths after it;
 *     null: never. Only for acts that end a process that nobody else starts again
 * @param forMs how long it lasts. For acts that stop, and for those on network and clock
 * @param byMs by how much messages come later, or by how much the clock is off
 * @param percent share of the messages that are lost
 * @param workers how many workers of a fleet are killed; null: one
 * @param with the nodes that stay on this one's side when it is cut off
 */
public record Fault(
    String name,
    When when,
    Act act,
    @Nullable Integer restartAfterSlots,
    @Nullable Integer forMs,
    @Nullable Integer byMs,
    @Nullable Integer percent,
    @Nullable Integer workers,
    List<String> with) {
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
    STOP_PROVER("stop-prover"),
    /** Workers of the node's fleet, those at work first. */
    KILL_WORKER("kill-worker"),
    /** The message bus of the node's fleet. */
    KILL_NATS("kill-nats"),
    /** Everything to and from the node takes longer. */
    DELAY("delay"),
    /** A share of what the node sends, and of what others send it, is lost. */
    LOSE("lose"),
    /** Nothing passes between the node, with those on its side, and the others. */
    CUT_OFF("cut-off"),
    /** The node's clock is set wrong. */
    SHIFT_CLOCK("shift-clock");

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

    /** Whether it hits the fleet behind a node, which goes on without what was killed. */
    public boolean hitsFleet() {
      return this == KILL_WORKER || this == KILL_NATS;
    }

    /** Whether what it ends stays ended until the run starts it again. */
    public boolean canRestart() {
      return endsNode() || hitsFleet();
    }

    /** Whether only the simulator can do it: real processes share one clock and one loopback. */
    public boolean isSimulatedOnly() {
      return this == DELAY || this == LOSE || this == CUT_OFF || this == SHIFT_CLOCK;
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
   * @param task name of the proof type whose task is meant, or of a part such as {@code NAME 1/3};
   *     null: any
   * @param who {@link #HOLDER} or the name of a node
   */
  public record When(int slot, On on, @Nullable String task, String who) {
    /** The proof type of {@link #task}. */
    public @Nullable String proofType() {
      return task == null ? null : task.split(" ", 2)[0];
    }

    public boolean meansHolder() {
      return who.equals(HOLDER);
    }
  }

  public Fault {
    with = List.copyOf(with);
  }

  /** A fault on a process. */
  public Fault(
      String name,
      When when,
      Act act,
      @Nullable Integer restartAfterSlots,
      @Nullable Integer forMs) {
    this(name, when, act, restartAfterSlots, forMs, null, null, null, List.of());
  }

  /** Checks what the fault alone can tell; {@code key} is its place in the file. */
  void check(
      String key,
      int slots,
      List<String> nodeNames,
      List<String> taskNames,
      @Nullable Fleet fleet) {
    Invalid.unlessWithin(key + ".when.slot", when.slot(), 1, slots);
    if (!when.meansHolder() && !nodeNames.contains(when.who())) {
      throw new Invalid(
          key + ".when.who",
          "'" + when.who() + "' is neither 'holder' nor a node of this run " + nodeNames);
    }
    String task = when.task();
    if (task != null && !taskNames.contains(task)) {
      throw new Invalid(key + ".when.task", "'" + task + "' is not one of " + taskNames);
    }
    if (when.on() == On.SLOT_START && (when.meansHolder() || task != null)) {
      throw new Invalid(
          key + ".when.on", "at slot-start there is no holder and no task yet: name a node in who");
    }
    checkProcess(key);
    checkExtent(key, nodeNames);
    checkFleet(key, fleet);
  }

  private void checkFleet(String key, @Nullable Fleet fleet) {
    if (workers != null && act != Act.KILL_WORKER) {
      throw new Invalid(key + ".workers", "only for 'kill-worker'");
    }
    if (!act.hitsFleet()) {
      return;
    }
    if (fleet == null) {
      throw new Invalid(
          key + ".do", "'" + act.word() + "' needs a fleet: name its node in 'fleet'");
    }
    if (!when.who().equals(fleet.node())) {
      throw new Invalid(
          key + ".when.who",
          "'" + when.who() + "' has no fleet; the fleet is " + fleet.node() + "'s");
    }
    if (workers != null) {
      Invalid.unlessWithin(key + ".workers", workers, 1, fleet.workers());
    }
  }

  private void checkProcess(String key) {
    if (act.stops() && restartAfterSlots != null) {
      throw new Invalid(
          key + ".restartAfterSlots",
          "what is stopped goes on by itself: use forMs with '" + act.word() + "'");
    }
    if (act == Act.KILL_PROVER && restartAfterSlots != null) {
      throw new Invalid(
          key + ".restartAfterSlots", "the node starts its prover again by itself, at once");
    }
    if (!act.canRestart() && restartAfterSlots != null) {
      throw new Invalid(key + ".restartAfterSlots", "'" + act.word() + "' ends no process");
    }
    boolean endsByItself = act == Act.SHIFT_CLOCK || !(act.stops() || act.isSimulatedOnly());
    if (!endsByItself && forMs == null) {
      throw new Invalid(key + ".forMs", "missing: '" + act.word() + "' needs to know for how long");
    }
    if (forMs != null && !act.stops() && !act.isSimulatedOnly()) {
      throw new Invalid(key + ".forMs", "'" + act.word() + "' does not last");
    }
    if (forMs != null) {
      Invalid.unlessWithin(key + ".forMs", forMs, 1, 600_000);
    }
    if (restartAfterSlots != null) {
      Invalid.unlessWithin(key + ".restartAfterSlots", restartAfterSlots, 1, 1_000);
    }
  }

  /** How much: each act takes its own measure and no other. */
  private void checkExtent(String key, List<String> nodeNames) {
    boolean takesBy = act == Act.DELAY || act == Act.SHIFT_CLOCK;
    if (takesBy != (byMs != null)) {
      throw new Invalid(
          key + ".byMs", takesBy ? "missing: by how much" : "only for 'delay' and 'shift-clock'");
    }
    if (byMs != null) {
      Invalid.unlessWithin(key + ".byMs", byMs, act == Act.DELAY ? 1 : -60_000, 60_000);
    }
    if ((act == Act.LOSE) != (percent != null)) {
      throw new Invalid(
          key + ".percent", act == Act.LOSE ? "missing: how much is lost" : "only for 'lose'");
    }
    if (percent != null) {
      Invalid.unlessWithin(key + ".percent", percent, 1, 100);
    }
    if (!with.isEmpty() && act != Act.CUT_OFF) {
      throw new Invalid(key + ".with", "only for 'cut-off'");
    }
    for (String other : with) {
      if (!nodeNames.contains(other)) {
        throw new Invalid(key + ".with", "'" + other + "' is not a node of this run " + nodeNames);
      }
    }
  }
}
