package network.baton.benchmark.libp2p.micro;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.noise.NoiseHandler;

/** Two channels in memory: what leaves one comes to the other when it is carried. */
final class Wire {
  private Wire() {}

  /** Carries until nothing is left to carry. */
  static void carry(EmbeddedChannel one, EmbeddedChannel other) {
    boolean moved = true;
    while (moved) {
      moved = carryOnce(one, other);
      moved |= carryOnce(other, one);
    }
  }

  private static boolean carryOnce(EmbeddedChannel from, EmbeddedChannel to) {
    from.runPendingTasks();
    boolean moved = false;
    for (ByteBuf part = from.readOutbound(); part != null; part = from.readOutbound()) {
      to.writeInbound(part);
      moved = true;
    }
    return moved;
  }

  /** Two channels behind a Noise handshake. */
  static EmbeddedChannel[] secured(NodeKey dialler, NodeKey listener) {
    EmbeddedChannel[] channels = {side(true, dialler), side(false, listener)};
    carry(channels[0], channels[1]);
    return channels;
  }

  private static EmbeddedChannel side(boolean dials, NodeKey key) {
    return new EmbeddedChannel(new NoiseHandler(dials, key, List.of(), (context, secured) -> {}));
  }
}
