package network.baton.simulator.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs seed after seed, every tenth twice, and says how to repeat what goes wrong. A world has one
 * thread; on two processors two worlds run side by side, each for itself.
 */
public final class SwarmRunner {
  /** Of seeds that were run and rules that were broken, with the time it took. */
  public record Report(
      long from, long to, long seeds, long violations, long turns, long messages, double seconds) {}

  private static final int TWICE_EVERY = 10;
  private static final int SHOWN_MAX = 10;
  private static final int THREADS_MAX = 2;
  private static final double NANOS = 1e9;

  private final long to;
  private final long least;
  private final long wallMs;
  private final long from;
  private final long begunNs = System.nanoTime();
  private final AtomicLong next;
  private final AtomicLong turns = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();
  private final TreeMap<Long, Violation> violations = new TreeMap<>();

  private SwarmRunner(long from, long to, long least, long wallMs) {
    this.from = from;
    this.to = to;
    this.least = least;
    this.wallMs = wallMs;
    this.next = new AtomicLong(from);
  }

  /**
   * Runs the seeds {@code from..to}, or as many as fit in the time.
   *
   * @param least so many are run whatever the time
   * @param wallMs time after which no further seed is begun
   */
  public static Report run(long from, long to, long least, long wallMs, Consumer<String> out) {
    SwarmRunner runner = new SwarmRunner(from, to, least, wallMs);
    List<Thread> threads = new ArrayList<>();
    int count = Math.min(THREADS_MAX, Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofPlatform().name("swarm-" + i).start(runner::work));
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while seeds were running", e);
      }
    }
    return runner.report(out);
  }

  private void work() {
    while (true) {
      long seed = next.getAndIncrement();
      long elapsedMs = (System.nanoTime() - begunNs) / 1_000_000;
      if (seed > to || (seed - from >= least && seed > from && elapsedMs >= wallMs)) {
        next.decrementAndGet();
        return;
      }
      try {
        Swarm.Outcome outcome = runOne(SwarmPlan.of(seed));
        turns.addAndGet(outcome.turns());
        messages.addAndGet(outcome.messages());
      } catch (Violation e) {
        synchronized (violations) {
          violations.put(seed, e);
        }
      }
    }
  }

  private Report report(Consumer<String> out) {
    violations.entrySet().stream()
        .limit(SHOWN_MAX)
        .forEach(
            entry -> {
              out.accept("seed " + entry.getKey() + ": " + entry.getValue().getMessage());
              out.accept("  " + describe(SwarmPlan.of(entry.getKey())));
              out.accept("  repeat: ./baton sim --seeds " + entry.getKey());
            });
    double seconds = (System.nanoTime() - begunNs) / NANOS;
    long seeds = next.get() - from;
    out.accept(
        String.format(
            Locale.ROOT,
            "%d seeds from %d in %.1f s: %d violations; %,d turns of cores, %,d messages",
            seeds,
            from,
            seconds,
            violations.size(),
            turns.get(),
            messages.get()));
    return new Report(
        from, from + seeds - 1, seeds, violations.size(), turns.get(), messages.get(), seconds);
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
