package network.baton.devnet;

/** The run cannot go on. The message is one line: what, where, and what to do. */
public final class DevnetException extends Exception {
  public DevnetException(String message) {
    super(message);
  }

  public DevnetException(String message, Throwable cause) {
    super(message, cause);
  }
}
