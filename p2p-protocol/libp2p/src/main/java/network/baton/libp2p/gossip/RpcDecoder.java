package network.baton.libp2p.gossip;

/**
 * Reads RPC frames of peers. Each frame is walked twice: first without allocating, counting against
 * the limits, then to build the records; so that a small hostile frame cannot become many objects.
 * Unknown fields are skipped; a broken frame is refused as a whole. Stateless: any thread.
 */
public final class RpcDecoder {
  private final GossipLimits limits;

  public RpcDecoder(GossipLimits limits) {
    this.limits = limits;
  }

  /** What became of a frame. */
  public sealed interface Result {
    record Decoded(Rpc rpc) implements Result {}

    record Refused(GossipRefusal reason) implements Result {}
  }

  /** Decodes one frame, without its length prefix. */
  public Result decode(byte[] frame) {
    if (frame.length > limits.rpcBytesMax()) {
      return new Result.Refused(GossipRefusal.RPC_TOO_LARGE);
    }
    try {
      new RpcWalk(limits, null).walk(frame);
      RpcWalk.Lists lists = new RpcWalk.Lists();
      new RpcWalk(limits, lists).walk(frame);
      return new Result.Decoded(lists.toRpc());
    } catch (RefusedException e) {
      return new Result.Refused(e.reason());
    }
  }
}
