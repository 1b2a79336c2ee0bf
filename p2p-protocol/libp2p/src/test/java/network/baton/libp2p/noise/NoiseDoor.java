package network.baton.libp2p.noise;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;
import network.baton.libp2p.crypto.NodeKey;

/** The parts of Noise that random bytes do not reach: what is read after it was authenticated. */
public final class NoiseDoor {
  private static final byte[] NOISE_STATIC = new byte[32];
  private static final byte[] SESSION_KEY = new byte[32];

  private NoiseDoor() {}

  /** Reads a handshake's payload as the remote with the Noise key of zeros would send it. */
  public static void readPayload(byte[] payload) {
    HandshakePayload.verified(payload, NOISE_STATIC);
  }

  /** The payload that {@link #readPayload} believes. */
  public static byte[] payload(NodeKey key, List<String> muxers) {
    return HandshakePayload.own(key, NOISE_STATIC, muxers);
  }

  /** A channel that decrypts with a known key. */
  public static EmbeddedChannel transport() {
    return new EmbeddedChannel(
        new NoiseTransport(new CipherState(SESSION_KEY), new CipherState(SESSION_KEY)));
  }

  /** Frames with the known key: {@code plain} in pieces of {@code pieceBytes}. */
  public static ByteBuf sealed(byte[] plain, int pieceBytes) {
    CipherState cipher = new CipherState(SESSION_KEY);
    ByteBuf frames = Unpooled.buffer();
    for (int at = 0; at < plain.length; at += pieceBytes) {
      byte[] piece = Arrays.copyOfRange(plain, at, Math.min(plain.length, at + pieceBytes));
      byte[] sealed = new byte[piece.length + CipherState.TAG_BYTES];
      cipher.encrypt(new byte[0], piece, 0, piece.length, sealed, 0);
      frames.writeShort(sealed.length).writeBytes(sealed);
    }
    return frames;
  }
}
