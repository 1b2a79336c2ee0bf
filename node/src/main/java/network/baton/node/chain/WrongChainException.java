package network.baton.node.chain;

/** The execution client is not on the network's chain: a mistake in the configuration. */
public final class WrongChainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WrongChainException(String message) {
    super(message);
  }
}
