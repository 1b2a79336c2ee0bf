package network.baton.node.chain;

/**
 * The chain's endpoint does not answer, or answers with an error. The message says what was asked
 * of whom.
 */
public class ChainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ChainException(String message) {
    super(message);
  }

  public ChainException(String message, Throwable cause) {
    super(message, cause);
  }
}
