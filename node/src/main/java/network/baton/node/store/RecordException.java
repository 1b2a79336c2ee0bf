package network.baton.node.store;

/** A safety record file that is not taken; nothing of it was. */
public final class RecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The closed list of reasons, with their rules. */
  public enum Why {
    /** */
    FORMAT,
    /** */
    VERSION,
    /** */
    SHAPE,
    /** */
    OTHER_NETWORK,
    /** */
    OTHER_KEY,
    /** */
    BAD_MESSAGE,
    /** */
    MISMATCH,
  }

  private final Why why;

  public RecordException(Why why, String message) {
    super(message);
    this.why = why;
  }

  public Why why() {
    return why;
  }
}
