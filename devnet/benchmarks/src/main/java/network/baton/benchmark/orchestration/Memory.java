package network.baton.benchmark.orchestration;

import java.nio.file.Path;
import java.util.ArrayDeque;

/** What a fleet's process holds, and whether it grows. */
final class Memory {
  private static final int IN_FLIGHT = 64;
  private static final int WORKERS = 8;

  private Memory() {}

  /**
   * Resident and used memory of this process, MiB, with the tasks that went through.
   *
   * @param heapAfterTenth bytes in use after a collection when a tenth of the tasks was through
   * @param heapAfterAll the same at the end
   */
  record Figures(
      int tasks, double heapAfterTenth, double heapAfterAll, double residentOfBenchmark) {}

  static Figures measure(Path folder, int tasks) throws Exception {
    try (Executor executor = Executor.inProcess(0);
        Subject subject = new Embedded(folder).open(WORKERS, executor)) {
      double afterTenth = 0;
      var inFlight = new ArrayDeque<Stamps>();
      for (int i = 1; i <= tasks; i++) {
        var task = new Stamps("m" + i);
        subject.submit(task);
        inFlight.add(task);
        if (inFlight.size() >= IN_FLIGHT) {
          Stamps first = inFlight.remove();
          first.await();
          subject.forget(first);
        }
        if (i == tasks / 10) {
          afterTenth = heapMiB();
        }
      }
      while (!inFlight.isEmpty()) {
        inFlight.remove().await();
      }
      double resident = Machine.residentMiB(ProcessHandle.current().pid());
      return new Figures(tasks, afterTenth, heapMiB(), resident);
    }
  }

  private static double heapMiB() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1048576.0;
  }
}
