package network.baton.wire;

import java.io.IOException;
import java.nio.file.Path;

/** A key file that cannot be used, and why. Never shows any of the file's content. */
public final class KeyFileException extends IOException {
  private static final long serialVersionUID = 1L;

  KeyFileException(Path file, String fault) {
    super("key file " + file + ": " + fault);
  }
}
