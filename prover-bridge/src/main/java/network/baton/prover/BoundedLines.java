package network.baton.prover;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Cuts a stream of bytes into lines and never holds more than one line's bound. */
final class BoundedLines {
  /** Hears the lines, without their ends. */
  interface Listener {
    /**
     * {@code complete} is false for a line beyond the bound, of which only the beginning is given.
     */
    void onLine(byte[] line, boolean complete);
  }

  private static final int CHUNK_BYTES = 8 * 1024;

  private BoundedLines() {}

  /** Returns at the end of the stream, or when it breaks, which here is the same. */
  static void read(InputStream in, int lineBytesMax, Listener listener) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean complete = true;
    byte[] chunk = new byte[CHUNK_BYTES];
    try (in) {
      for (int size = in.read(chunk); size >= 0; size = in.read(chunk)) {
        for (int i = 0; i < size; i++) {
          if (chunk[i] == '\n') {
            tell(line, complete, listener);
            complete = true;
          } else if (line.size() < lineBytesMax) {
            line.write(chunk[i]);
          } else {
            complete = false;
          }
        }
      }
    } catch (IOException broken) {
      // The process is gone; its exit code says more than this exception.
    }
    tell(line, complete, listener);
  }

  private static void tell(ByteArrayOutputStream line, boolean complete, Listener listener) {
    if (line.size() > 0) {
      listener.onLine(line.toByteArray(), complete);
      line.reset();
    }
  }
}
