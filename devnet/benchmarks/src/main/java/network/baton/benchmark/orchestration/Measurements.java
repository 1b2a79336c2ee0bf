package network.baton.benchmark.orchestration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is done to a subject, and what is read off. */
final class Measurements {
  /** Workers of the overhead and open-loop rows: more than are ever busy, so nothing queues. */
  static final int UNLOADED_WORKERS = 16;

  private static final int WARM_UP_TASKS = 50;
  private static final double BUSY_SHARE_MAX = 0.5;

  private Measurements() {}

  record Overhead(
      String engine,
      String executor,
      long proverMs,
      int tasks,
      double p50Ms,
      double p95Ms,
      double p99Ms) {}

  record Scaling(
      String engine,
      int workers,
      long proverMs,
      int tasks,
      double tasksPerSecond,
      double efficiency) {}

  record Burst(
      String engine,
      int workers,
      long proverMs,
      int tasks,
      double drainMs,
      double tasksPerSecond) {}

  record OpenLoop(
      String engine,
      int workers,
      long proverMs,
      int tasksPerSecond,
      int tasks,
      double p50Ms,
      double p95Ms,
      double p99Ms) {}

  /** Overhead on an unloaded queue. A task of 0 ms waits for the one before it; others overlap. */
  static Overhead overhead(Subject.Kind kind, Executor executor, int tasks) throws Exception {
    try (Subject subject = kind.open(UNLOADED_WORKERS, executor)) {
      if (executor.proverMs() == 0) {
        oneByOne(subject, "warm", WARM_UP_TASKS);
      }
      List<Stamps> done =
          executor.proverMs() == 0
              ? oneByOne(subject, "t", tasks)
              : apart(subject, tasks, executor.proverMs() / (UNLOADED_WORKERS * BUSY_SHARE_MAX));
      double[] ms = done.stream().mapToDouble(Stamps::overheadMs).toArray();
      return new Overhead(
          kind.name(),
          executor.name(),
          executor.proverMs(),
          tasks,
          percentile(ms, 50),
          percentile(ms, 95),
          percentile(ms, 99));
    }
  }

  private static List<Stamps> oneByOne(Subject subject, String prefix, int tasks)
      throws InterruptedException {
    List<Stamps> done = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      var task = new Stamps(prefix + i);
      subject.submit(task);
      task.await();
      done.add(task);
    }
    return done;
  }

  /** One task each {@code everyMs}, whatever became of those before it. */
  private static List<Stamps> apart(Subject subject, int tasks, double everyMs)
      throws InterruptedException {
    List<Stamps> done = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < tasks; i++) {
      long dueNanos = begun + (long) (i * everyMs * 1e6);
      long waitNanos = dueNanos - System.nanoTime();
      if (waitNanos > 0) {
        Thread.sleep(waitNanos / 1_000_000, (int) (waitNanos % 1_000_000));
      }
      var task = new Stamps("t" + i);
      subject.submit(task);
      done.add(task);
    }
    for (Stamps task : done) {
      task.await();
    }
    return done;
  }

  /** All tasks at once; efficiency is the ideal time over the measured one. */
  static Scaling scaling(Subject.Kind kind, int workers, Executor executor, int tasks)
      throws Exception {
    double ms = drainMs(kind, workers, executor, tasks);
    double idealMs = (double) tasks / workers * executor.proverMs();
    return new Scaling(
        kind.name(), workers, executor.proverMs(), tasks, tasks / ms * 1_000, idealMs / ms);
  }

  static Burst burst(Subject.Kind kind, int workers, Executor executor, int tasks)
      throws Exception {
    double ms = drainMs(kind, workers, executor, tasks);
    return new Burst(kind.name(), workers, executor.proverMs(), tasks, ms, tasks / ms * 1_000);
  }

  private static double drainMs(Subject.Kind kind, int workers, Executor executor, int tasks)
      throws Exception {
    try (Subject subject = kind.open(workers, executor)) {
      List<Stamps> done = new ArrayList<>();
      long begun = System.nanoTime();
      for (int i = 0; i < tasks; i++) {
        var task = new Stamps("t" + i);
        done.add(task);
        subject.submit(task);
      }
      for (Stamps task : done) {
        task.await();
      }
      return (System.nanoTime() - begun) / 1e6;
    }
  }

  static OpenLoop openLoop(Subject.Kind kind, Executor executor, int perSecond, int tasks)
      throws Exception {
    try (Subject subject = kind.open(UNLOADED_WORKERS, executor)) {
      List<Stamps> done = apart(subject, tasks, 1_000.0 / perSecond);
      double[] ms = done.stream().mapToDouble(Stamps::overheadMs).toArray();
      return new OpenLoop(
          kind.name(),
          UNLOADED_WORKERS,
          executor.proverMs(),
          perSecond,
          tasks,
          percentile(ms, 50),
          percentile(ms, 95),
          percentile(ms, 99));
    }
  }

  /** The value that this share of the values stays at or below. */
  static double percentile(double[] values, int percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return sorted[Math.max(0, rank - 1)];
  }
}
