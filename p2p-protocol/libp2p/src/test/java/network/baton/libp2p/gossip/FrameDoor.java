package network.baton.libp2p.gossip;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import network.baton.libp2p.PeerId;

/** The package's parts that tests elsewhere feed. */
public final class FrameDoor {
  private FrameDoor() {}

  /** Cuts bytes into frames; false when one is too long. */
  public static boolean read(int frameBytesMax, ByteBuf data, Consumer<byte[]> frames) {
    return new FrameReader(frameBytesMax, frames).read(data);
  }

  public static PeerId peer(int number) {
    return TestPeers.peer(number);
  }
}
