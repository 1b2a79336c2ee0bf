package network.baton.lease;

/**
 * Why a lease was opened: {@code FIRST} for term 1, else why its predecessor was overtaken. The
 * code is what is signed.
 */
public enum Cause {
  FIRST(0),
  FAILED(1),
  RELEASED(2),
  SILENT(3),
  FROZEN(4),
  LATE(5),
  HEDGE(6);

  private final int code;

  Cause(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** Throws {@link IllegalArgumentException} for a code outside the list. */
  public static Cause ofCode(int code) {
    for (Cause cause : values()) {
      if (cause.code == code) {
        return cause;
      }
    }
    throw new IllegalArgumentException("no cause has code " + code);
  }
}
