package network.baton.lease;

/** The holder gives its lease up (EIP-712 struct {@code Release}), signed by its lease key. */
public record Release(Hash32 leaseDigest, Reason reason, long issuedAtMs) {
  /** Why it gives up. The code is what is signed. */
  public enum Reason {
    PROVER_FAILED(0),
    NO_TIME_LEFT(1),
    SHUTDOWN(2),
    OVERLOADED(3);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    /** Throws {@link IllegalArgumentException} for a code outside the list. */
    public static Reason ofCode(int code) {
      for (Reason reason : values()) {
        if (reason.code == code) {
          return reason;
        }
      }
      throw new IllegalArgumentException("no release reason has code " + code);
    }
  }
}
