package network.baton.benchmark;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import network.baton.benchmark.Figures.Figure;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.LeaseCore;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import network.baton.lease.Verdict;
import network.baton.wire.Decoded;
import network.baton.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./baton bench lease}: what the lease core costs, in time and in memory, on one core. */
@Command(
    name = "lease",
    mixinStandardHelpOptions = true,
    description =
        "Measures the lease core on one thread: claims validated per second without and with"
            + " signatures, tasks opened and claimed, and memory when it is full.")
final class LeaseBench implements Callable<Integer> {
  private static final int CLAIMS_PER_TASK = 32;
  private static final int SIGNED_CLAIMS_PER_TASK = 8;
  private static final int BLOCKS = 200;
  private static final int SIGNED_BLOCKS = 64;
  private static final int WARM_UP_ROUNDS = 3;
  private static final int MEMORY_BLOCKS = 1_000;

  @Option(names = "--seed", description = "of the workload (default ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--rounds", description = "measured runs of each (default ${DEFAULT-VALUE})")
  private int rounds = 7;

  private final Wire wire = LeaseWorkload.wire();
  private final PrintStream out = System.out;

  @Override
  public Integer call() {
    if (rounds < 1 || rounds > 1_000) {
      System.err.println("--rounds " + rounds + " must be within 1..1000");
      return 2;
    }
    out.println("# Lease core: time and memory");
    out.println();
    out.println("command: `./baton bench lease --seed " + seed + " --rounds " + rounds + "`  ");
    out.println(Figures.machine());
    out.println();
    out.printf(
        "%d provers, %d proof types, one thread; %d measured rounds after %d of warm-up.%n%n",
        LeaseWorkload.PROVERS, LeaseWorkload.TYPES, rounds, WARM_UP_ROUNDS);
    List<Figure> figures = new ArrayList<>();
    figures.addAll(measure(this::claims));
    figures.addAll(measure(this::signedClaims));
    figures.addAll(measure(this::openings));
    figures.addAll(memory());
    Figures.print(out, figures);
    return 0;
  }

  /** What one round measures, one number a figure. */
  private interface Round {
    List<Figure> run(LeaseWorkload workload);
  }

  /** Runs rounds, each with fresh data, and keeps each figure's values over the rounds. */
  private List<Figure> measure(Round round) {
    List<Figure> kept = List.of();
    for (int i = -WARM_UP_ROUNDS; i < rounds; i++) {
      List<Figure> one = round.run(new LeaseWorkload(seed + i + WARM_UP_ROUNDS));
      if (i == 0) {
        kept = one;
      } else if (i > 0) {
        for (int k = 0; k < one.size(); k++) {
          kept.get(k).add(one.get(k));
        }
      }
    }
    return kept;
  }

  private List<Figure> claims(LeaseWorkload workload) {
    LeaseCore core = observer(workload, LeaseWorkload.SETTINGS.keepSlots());
    long[] nanos = new long[BLOCKS * LeaseWorkload.TYPES * CLAIMS_PER_TASK];
    int done = 0;
    for (int slot = 1; slot <= BLOCKS; slot++) {
      for (Task task : workload.block(slot)) {
        List<VerifiedLease> claims = workload.claims(task, CLAIMS_PER_TASK);
        core.apply(new Event.TaskOpened(task), task.slotStartMs());
        for (VerifiedLease claim : claims) {
          long begun = System.nanoTime();
          List<Effect> effects = core.apply(new Event.LeaseSeen(claim), task.slotStartMs() + 20);
          nanos[done++] = System.nanoTime() - begun;
          expectAccepted(effects);
        }
      }
    }
    return List.of(
        Figure.of("claims validated, signature taken for granted", "1/s", perSecond(nanos)),
        Figure.of("  one apply(LeaseSeen), p50", "ns", percentile(nanos, 50)),
        Figure.of("  one apply(LeaseSeen), p99", "ns", percentile(nanos, 99)));
  }

  private List<Figure> signedClaims(LeaseWorkload workload) {
    LeaseCore core = observer(workload, LeaseWorkload.SETTINGS.keepSlots());
    long[] nanos = new long[SIGNED_BLOCKS * LeaseWorkload.TYPES * SIGNED_CLAIMS_PER_TASK];
    int done = 0;
    for (int slot = 1; slot <= SIGNED_BLOCKS; slot++) {
      for (Task task : workload.block(slot)) {
        List<byte[]> claims = workload.signed(workload.claims(task, SIGNED_CLAIMS_PER_TASK), wire);
        core.apply(new Event.TaskOpened(task), task.slotStartMs());
        for (byte[] claim : claims) {
          long begun = System.nanoTime();
          if (!(wire.lease(claim) instanceof Decoded.Ok<VerifiedLease>(VerifiedLease lease))) {
            throw new IllegalStateException("an own claim cannot be read");
          }
          List<Effect> effects = core.apply(new Event.LeaseSeen(lease), task.slotStartMs() + 20);
          nanos[done++] = System.nanoTime() - begun;
          expectAccepted(effects);
        }
      }
    }
    return List.of(
        Figure.of("claims decoded, signature recovered and validated", "1/s", perSecond(nanos)),
        Figure.of("  one of them, p50", "us", percentile(nanos, 50) / 1_000),
        Figure.of("  one of them, p99", "us", percentile(nanos, 99) / 1_000));
  }

  /** What a block costs a prover: the succession of its tasks, and a claim where it comes first. */
  private List<Figure> openings(LeaseWorkload workload) {
    LeaseCore core = new LeaseCore(LeaseWorkload.SETTINGS, 0);
    core.apply(new Event.SnapshotKnown(workload.snapshot()), 0);
    core.apply(new Event.ClaimingAllowed(true), 0);
    workload.types().forEach(t -> core.apply(new Event.CapacityChanged(t, 1), 0));
    long[] opened = new long[BLOCKS * LeaseWorkload.TYPES];
    int done = 0;
    for (int slot = 1; slot <= BLOCKS; slot++) {
      for (Task task : workload.block(slot)) {
        long begun = System.nanoTime();
        core.apply(new Event.TaskOpened(task), task.slotStartMs());
        opened[done++] = System.nanoTime() - begun;
      }
    }
    return List.of(
        Figure.of("tasks opened, succession of 128 computed", "1/s", perSecond(opened)),
        Figure.of("  one apply(TaskOpened), p50", "us", percentile(opened, 50) / 1_000),
        Figure.of("  one apply(TaskOpened), p99", "us", percentile(opened, 99) / 1_000));
  }

  private List<Figure> memory() {
    Figure one =
        Figure.of(
            "memory, 1,000 blocks of 4 types and 128 provers, one lease each", "MiB", held(1));
    Figure many = Figure.of("memory, the same with 32 leases each", "MiB", held(CLAIMS_PER_TASK));
    return List.of(one, many);
  }

  private double held(int claimsPerTask) {
    var workload = new LeaseWorkload(seed);
    long before = Figures.heapBytes();
    LeaseCore core = observer(workload, MEMORY_BLOCKS + 1);
    for (int slot = 1; slot <= MEMORY_BLOCKS; slot++) {
      for (Task task : workload.block(slot)) {
        core.apply(new Event.TaskOpened(task), task.slotStartMs());
        for (VerifiedLease claim : workload.claims(task, claimsPerTask)) {
          expectAccepted(core.apply(new Event.LeaseSeen(claim), task.slotStartMs() + 20));
        }
      }
    }
    double held = (Figures.heapBytes() - before) / (1024.0 * 1024.0);
    core.apply(new Event.Tick(), 0); // keeps the core alive until here
    return held;
  }

  private static LeaseCore observer(LeaseWorkload workload, int keepSlots) {
    var core =
        new LeaseCore(
            LeaseWorkload.SETTINGS.with(s -> s.keepSlots = keepSlots), LeaseCore.OBSERVER);
    core.apply(new Event.SnapshotKnown(workload.snapshot()), 0);
    return core;
  }

  /** A benchmark of refusals would look good. */
  private static void expectAccepted(List<Effect> effects) {
    if (!(effects.getFirst() instanceof Effect.Judged judged)
        || !(judged.verdict() instanceof Verdict.Accept)) {
      throw new IllegalStateException("a valid claim was not accepted: " + effects);
    }
  }

  private static double perSecond(long[] nanos) {
    return nanos.length * 1e9 / Arrays.stream(nanos).sum();
  }

  private static double percentile(long[] nanos, int percent) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
