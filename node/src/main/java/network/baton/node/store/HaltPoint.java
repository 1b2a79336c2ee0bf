package network.baton.node.store;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Places on the way of a signature at which a test ends the process, as a power cut would: no
 * shutdown hook runs, nothing is flushed. Off unless the system property {@code baton.test.haltAt}
 * is set to {@code PLACE} or {@code PLACE:COUNT} (the COUNT-th time it is reached); it is read
 * once.
 */
public enum HaltPoint {
  BEFORE_WRITE,
  WRITTEN,
  COMMITTED,
  PUBLISHED;

  /** Exit code of a process that ended at such a place. */
  public static final int EXIT_CODE = 86;

  private static final String PROPERTY = "baton.test.haltAt";

  private static final @Nullable HaltPoint CHOSEN;

  private static final AtomicInteger LEFT;

  static {
    String text = System.getProperty(PROPERTY);
    String[] parts = text == null ? new String[0] : text.split(":", 2);
    CHOSEN = parts.length == 0 ? null : valueOf(parts[0]);
    LEFT = new AtomicInteger(parts.length < 2 ? 1 : Integer.parseInt(parts[1]));
  }

  public void reached() {
    if (this == CHOSEN && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}
