package network.baton.node;

/** How a command of this program says why it ends. */
final class Complaint {
  private Complaint() {}

  /** Prints one line for the operator and returns the exit code. */
  static int say(Exception e, int code) {
    System.err.println("baton: " + e.getMessage());
    return code;
  }
}
