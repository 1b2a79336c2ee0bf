package network.baton.simulator.gossip;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.gossip.Rpc;

/** One direction of a connection: RPCs arrive after the link's delay, in order. */
final class Link {
  /** Ed25519 peer ids begin so; the last bytes carry the node's number. */
  private static final byte[] KEY_HEAD = {8, 1, 18, 32};

  private static final int KEY_BYTES = 36;

  private final GossipWorld world;
  private final Endpoint to;
  private final long latencyMs;
  private long lastArrivalMs;

  Link(GossipWorld world, Endpoint to, long latencyMs) {
    this.world = world;
    this.to = to;
    this.latencyMs = latencyMs;
  }

  static PeerId peer(int number) {
    byte[] key =
        ByteBuffer.allocate(KEY_BYTES)
            .put(KEY_HEAD)
            .putInt(KEY_BYTES - Integer.BYTES, number)
            .array();
    return PeerId.of(key);
  }

  Endpoint to() {
    return to;
  }

  void carry(PeerId from, Rpc rpc, SplittableRandom random) {
    long jitterMs = random.nextLong(world.plan().jitterMs() + 1);
    lastArrivalMs = Math.max(lastArrivalMs, world.time().nowMs() + latencyMs + jitterMs);
    world.time().at(lastArrivalMs, () -> to.receive(from, rpc));
  }
}
