package network.baton.libp2p;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails the test run if a Netty buffer was lost in it: every buffer is tracked, and those that the
 * garbage collector finds unreleased are remembered with where they were made. Registered in {@code
 * META-INF/services}.
 */
public final class LeakWatch implements LauncherSessionListener {
  private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    // The detector reports what was collected when it tracks the next buffers.
    for (int i = 0; i < 3; i++) {
      System.gc();
      for (int j = 0; j < 16; j++) {
        ByteBufAllocator.DEFAULT.buffer(8).release();
      }
    }
    if (!LEAKS.isEmpty()) {
      throw new AssertionError(LEAKS.size() + " buffers were lost; first: " + LEAKS.getFirst());
    }
  }

  private static final class Factory extends ResourceLeakDetectorFactory {
    @Override
    @SuppressWarnings("deprecation") // abstract in the superclass, so it must be here
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return newResourceLeakDetector(resource, samplingInterval);
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval) {
      return new ResourceLeakDetector<>(resource, samplingInterval) {
        @Override
        protected void reportTracedLeak(String type, String records) {
          LEAKS.add(type + records);
          super.reportTracedLeak(type, records);
        }

        @Override
        protected void reportUntracedLeak(String type) {
          LEAKS.add(type);
          super.reportUntracedLeak(type);
        }
      };
    }
  }
}
