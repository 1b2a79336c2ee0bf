package network.baton.benchmark.orchestration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * An embedded fleet in a process of its own that is given task after task. Prints resident memory
 * and heap, MiB, after a tenth of the tasks and at the end.
 */
@Command(name = "soak", hidden = true)
public final class Soak implements Callable<Integer> {
  private static final int WORKERS = 8;
  private static final int COLLECTIONS = 3;

  @Option(names = "--folder", required = true)
  private Path folder = Path.of("");

  @Option(names = "--tasks", required = true)
  private int tasks;

  @Override
  public Integer call() throws Exception {
    try (Executor executor = Executor.inProcess(0);
        Subject subject = new Embedded(folder).open(WORKERS, executor)) {
      var inFlight = new ArrayDeque<Stamps>();
      for (int i = 1; i <= tasks; i++) {
        var task = new Stamps("m" + i);
        subject.submit(task);
        inFlight.add(task);
        if (inFlight.size() >= Memory.IN_FLIGHT) {
          oldest(subject, inFlight);
        }
        if (i == tasks / 10) {
          tell();
        }
      }
      while (!inFlight.isEmpty()) {
        oldest(subject, inFlight);
      }
      tell();
    }
    return 0;
  }

  private static void oldest(Subject subject, ArrayDeque<Stamps> inFlight)
      throws InterruptedException {
    Stamps first = inFlight.remove();
    first.await();
    subject.forget(first);
  }

  private static void tell() throws IOException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    Runtime java = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "%.1f %.1f%n",
        Machine.residentMiB(ProcessHandle.current().pid()),
        (java.totalMemory() - java.freeMemory()) / 1048576.0);
  }
}
