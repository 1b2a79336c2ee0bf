package network.baton.benchmark.orchestration;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An echo prover: its input comes back after a while. */
interface Executor extends AutoCloseable {
  /** Calls {@code done} once; on any thread. */
  void run(Stamps task, Runnable done);

  /** Milliseconds that the echo takes. */
  long proverMs();

  String name();

  @Override
  void close();

  /** In this process, by a timer. */
  static Executor inProcess(long ms) {
    ScheduledExecutorService timer =
        Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().name("echo-", 0).daemon(true).factory());
    return new Executor() {
      @Override
      public void run(Stamps task, Runnable done) {
        task.startNanos = System.nanoTime();
        Runnable end =
            () -> {
              task.endNanos = System.nanoTime();
              done.run();
            };
        if (ms == 0) {
          timer.execute(end);
        } else {
          var _ = timer.schedule(end, ms, TimeUnit.MILLISECONDS);
        }
      }

      @Override
      public long proverMs() {
        return ms;
      }

      @Override
      public String name() {
        return "in-process";
      }

      @Override
      public void close() {
        timer.shutdownNow();
      }
    };
  }

  /** A command that is started for each task; its start-up is part of the execution. */
  static Executor process(long ms) {
    return new Executor() {
      @Override
      public void run(Stamps task, Runnable done) {
        task.startNanos = System.nanoTime();
        var _ =
            Spawn.echo(ms)
                .onExit()
                .thenRun(
                    () -> {
                      task.endNanos = System.nanoTime();
                      done.run();
                    });
      }

      @Override
      public long proverMs() {
        return ms;
      }

      @Override
      public String name() {
        return "process";
      }

      @Override
      public void close() {}
    };
  }
}
