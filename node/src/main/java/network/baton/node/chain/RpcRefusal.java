package network.baton.node.chain;

/** The endpoint answered, and its answer is an error: a revert, or a transaction not taken. */
public final class RpcRefusal extends ChainException {
  private static final long serialVersionUID = 1L;

  public RpcRefusal(String message) {
    super(message);
  }
}
