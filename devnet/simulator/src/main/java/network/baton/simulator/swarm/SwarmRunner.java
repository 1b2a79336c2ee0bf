package network.baton.simulator.swarm;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs seed after seed, every tenth twice, and says how to repeat what goes wrong. */
public final class SwarmRunner {
  /** Of seeds that were run and rules that were broken, with the time it took. */
  public record Report(
      long from, long to, long seeds, long violations, long turns, long messages, double seconds) {}

  private static final int TWICE_EVERY = 10;
  private static final int SHOWN_MAX = 10;
  private static final double NANOS = 1e9;

  private SwarmRunner() {}

  /**
   * Runs the seeds {@code from..to}, or as many as fit in the time.
   *
   * @param wallMs time after which no further seed is begun
   */
  public static Report run(long from, long to, long wallMs, Consumer<String> out) {
    long begunNs = System.nanoTime();
    long seeds = 0;
    long violations = 0;
    long turns = 0;
    long messages = 0;
    for (long seed = from; seed <= to; seed++) {
      if (seeds > 0 && (System.nanoTime() - begunNs) / 1_000_000 >= wallMs) {
        break;
      }
      seeds++;
      SwarmPlan plan = SwarmPlan.of(seed);
      try {
        Swarm.Outcome outcome = runOne(plan);
        turns += outcome.turns();
        messages += outcome.messages();
      } catch (Violation e) {
        violations++;
        if (violations <= SHOWN_MAX) {
          out.accept("seed " + seed + ": " + e.getMessage());
          out.accept("  " + describe(plan));
          out.accept("  repeat: ./baton sim --seeds " + seed);
        }
      }
    }
    double seconds = (System.nanoTime() - begunNs) / NANOS;
    out.accept(
        String.format(
            Locale.ROOT,
            "%d seeds from %d in %.1f s: %d violations; %,d turns of cores, %,d messages",
            seeds,
            from,
            seconds,
            violations,
            turns,
            messages));
    return new Report(from, from + seeds - 1, seeds, violations, turns, messages, seconds);
  }

  /** Runs one seed, and again if its number says so; both runs must be the same. */
  static Swarm.Outcome runOne(SwarmPlan plan) {
    Swarm.Outcome outcome = new Swarm(plan).run();
    if (plan.seed() % TWICE_EVERY == 0) {
      Swarm.Outcome again = new Swarm(plan).run();
      if (!again.equals(outcome)) {
        throw new Violation(Rule.SAME_SEED_SAME_RUN, outcome + " and then " + again);
      }
    }
    return outcome;
  }

  /** The first broken rule of a range of seeds, in words; null if there is none. */
  public static @Nullable String firstBroken(long from, long to) {
    for (long seed = from; seed <= to; seed++) {
      try {
        runOne(SwarmPlan.of(seed));
      } catch (Violation e) {
        return e.rule() + " at seed " + seed;
      }
    }
    return null;
  }

  static String describe(SwarmPlan plan) {
    return String.format(
        Locale.ROOT,
        "%d nodes (%d rogue), %d slots, window %d, %d types, capacity %d, deadline %d ms, faults"
            + " %s",
        plan.nodes(),
        plan.rogues(),
        plan.slots(),
        plan.keepSlots(),
        plan.types(),
        plan.capacity(),
        plan.deadlineMs(),
        plan.faults().stream().sorted().toList());
  }
}
