package network.baton.libp2p.gossip;

import java.nio.ByteBuffer;
import network.baton.libp2p.PeerId;

/** Peer ids for tests: made from a number, without a key pair. */
final class TestPeers {
  private TestPeers() {}

  static PeerId peer(int number) {
    byte[] key = new byte[36];
    ByteBuffer.wrap(key).put(new byte[] {8, 1, 18, 32}).putInt(number);
    return PeerId.of(key);
  }

  static int number(PeerId peer) {
    return ByteBuffer.wrap(peer.toBytes()).getInt(6);
  }
}
