package network.baton.libp2p;

/**
 * A remote broke a rule of a protocol. Ends the connection or the stream on which it happened.
 * Carries no stack trace: it says nothing about this program, and a hostile remote can cause many.
 */
public final class ProtocolViolation extends RuntimeException {
  private final Refusal refusal;

  public ProtocolViolation(Refusal refusal, String detail) {
    super(refusal + ": " + detail, null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
