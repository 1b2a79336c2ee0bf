package network.baton.libp2p.host;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import network.baton.libp2p.TestHosts;

/** Heap in use and open files of this process, to see that they come back to where they were. */
record Resources(long heapBytes, long files) {
  /** What the virtual machine itself may come to need meanwhile. */
  private static final long HEAP_SLACK_BYTES = 8 << 20;

  private static final long FILES_SLACK = 8;

  static Resources now() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Resources(
        runtime.totalMemory() - runtime.freeMemory(), system.getOpenFileDescriptorCount());
  }

  /** Waits until no more is in use than then, but for a little. */
  void awaitReturn() {
    TestHosts.await(
        () -> {
          Resources now = now();
          return now.heapBytes <= heapBytes + HEAP_SLACK_BYTES && now.files <= files + FILES_SLACK;
        });
  }
}
