package network.baton.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import network.baton.libp2p.Counters;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.StreamReader;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.multistream.Multistream;
import network.baton.libp2p.noise.NoiseDoor;
import network.baton.libp2p.noise.NoiseHandler;
import network.baton.libp2p.pb.Identify;
import network.baton.libp2p.protocol.DelimitedReader;
import network.baton.libp2p.yamux.YamuxLimits;
import network.baton.libp2p.yamux.YamuxSession;

/** What a connection reads before any protocol of ours: the layers of libp2p. */
final class ConnectionTargets {
  private static final NodeKey KEY = NodeKey.ofSeed(new byte[32]);
  private static final StreamReader DEAF =
      new StreamReader() {
        @Override
        public void onData(ByteBuf data) {
          data.skipBytes(data.readableBytes());
        }

        @Override
        public void onEnd() {}

        @Override
        public void onReset() {}
      };

  /**
   * A frame has 18 bytes or more, and sealing and opening one allocates up to 40 KiB when only the
   * quick compiler has been at work (2.1 MB for 55 frames); most of it has not been traced.
   */
  private static final int NOISE_FACTOR = 4_096;

  private ConnectionTargets() {}

  static List<Target> all() {
    byte[] opening = "\023/multistream/1.0.0\n\007/noise\n".getBytes(UTF_8);
    return List.of(
        Target.of(
            "multistream",
            64,
            64 << 10,
            ConnectionTargets::multistream,
            () ->
                List.of(
                    NameTargets.tagged(0, opening),
                    NameTargets.tagged(1, opening),
                    NameTargets.tagged(
                        1, "\023/multistream/1.0.0\n\003na\n\003na\n".getBytes(UTF_8)))),
        Target.of(
            "noise-handshake",
            64,
            1 << 20,
            ConnectionTargets::noiseHandshake,
            () -> List.of(framed(new byte[32]), framed(NoiseDoor.payload(KEY, List.of())))),
        Target.of(
            "noise-payload",
            64,
            64 << 10,
            ConnectionTargets::noisePayload,
            () ->
                List.of(
                    NameTargets.tagged(0, NoiseDoor.payload(KEY, List.of(YamuxSession.PROTOCOL))),
                    NameTargets.tagged(1, new byte[] {0x22, 0x02, 0x12, 0x00}))),
        Target.of(
            "noise-frames",
            NOISE_FACTOR,
            256 << 10,
            ConnectionTargets::noiseFrames,
            () -> List.of(NameTargets.tagged(0, framed(new byte[40])), new byte[100])),
        Target.of(
            "yamux",
            192,
            256 << 10,
            ConnectionTargets::yamux,
            () ->
                List.of(
                    HexFormat.of()
                        .parseHex("000000010000000100000003616263000000040000000100000000"),
                    HexFormat.of().parseHex("000100010000000100000000000100000000000100010000"),
                    HexFormat.of().parseHex("000200010000000000000007000300000000000000000000"),
                    HexFormat.of().parseHex("000100010000000300000000000000080000000300000001ff"))),
        Target.of(
            "identify",
            96,
            128 << 10,
            ConnectionTargets::identify,
            () -> List.of(delimited(identify()), delimited(delimited(identify())))));
  }

  private static byte[] framed(byte[] message) {
    ByteBuf frame = Unpooled.buffer().writeShort(message.length).writeBytes(message);
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    return bytes;
  }

  private static byte[] delimited(byte[] message) {
    ByteBuf framed = DelimitedReader.delimited(message);
    byte[] bytes = new byte[framed.readableBytes()];
    framed.readBytes(bytes);
    return bytes;
  }

  private static byte[] identify() {
    return Identify.newBuilder()
        .setPublicKey(ByteString.copyFrom(KEY.publicKey().encode()))
        .addListenAddrs(ByteString.copyFrom(new byte[] {4, 127, 0, 0, 1, 6, 1, 2}))
        .addProtocols("/ipfs/ping/1.0.0")
        .setAgentVersion("agent/1")
        .setProtocolVersion("baton/1")
        .setObservedAddr(ByteString.copyFrom(new byte[] {4, 127, 0, 0, 1, 6, 1, 3}))
        .build()
        .toByteArray();
  }

  private static void multistream(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Multistream side =
        (input[0] & 1) == 0
            ? Multistream.responder("/noise"::equals)
            : Multistream.initiator(List.of("/tls/1.0.0", "/noise"));
    ByteBuf in = Unpooled.wrappedBuffer(input, 1, input.length - 1);
    ByteBuf out = Unpooled.buffer(64);
    try {
      String chosen = side.advance(in, out);
      Targets.require(chosen == null || chosen.equals("/noise"), "chose " + chosen);
    } catch (ProtocolViolation refused) {
      // Ends the connection.
    }
  }

  private static void noiseHandshake(byte[] input) {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new NoiseHandler(
                false,
                KEY,
                List.of(YamuxSession.PROTOCOL),
                (context, secured) -> {
                  throw new AssertionError("an identity without its key");
                }));
    feed(channel, input);
  }

  /** Writes in two pieces; a violation of the protocol is what a decoder may answer with. */
  private static void feed(EmbeddedChannel channel, byte[] input) {
    int half = input.length / 2;
    try {
      channel.writeInbound(Unpooled.copiedBuffer(input, 0, half));
      if (channel.isOpen()) { // the first may have ended it
        channel.writeInbound(Unpooled.copiedBuffer(input, half, input.length - half));
      }
    } catch (DecoderException e) {
      if (!(e.getCause() instanceof ProtocolViolation)) {
        throw e;
      }
    }
    try {
      channel.finishAndReleaseAll();
    } catch (DecoderException e) {
      // What was left over is read again when the channel closes.
      if (!(e.getCause() instanceof ProtocolViolation)) {
        throw e;
      }
    }
  }

  /** As it comes, or behind a payload with a true signature, whose fields it can only change. */
  private static void noisePayload(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] payload = Arrays.copyOfRange(input, 1, input.length);
    if ((input[0] & 1) == 1) {
      var joined = new ByteArrayOutputStream();
      joined.writeBytes(NoiseDoor.payload(KEY, List.of()));
      joined.writeBytes(payload);
      payload = joined.toByteArray();
    }
    try {
      NoiseDoor.readPayload(payload);
    } catch (ProtocolViolation refused) {
      // Ends the connection.
    }
  }

  /** As they come, or sealed with the session's key. */
  private static void noiseFrames(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int piece = input[0] & 0xff;
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    if (piece < 16) {
      feed(NoiseDoor.transport(), rest);
      return;
    }
    ByteBuf frames = NoiseDoor.sealed(rest, piece);
    byte[] sealed = new byte[frames.readableBytes()];
    frames.readBytes(sealed);
    feed(NoiseDoor.transport(), sealed);
  }

  private static void yamux(byte[] input) {
    YamuxSession session =
        new YamuxSession(
            false, YamuxLimits.defaults(), new Counters(), stream -> stream.read(DEAF));
    feed(new EmbeddedChannel(session), input);
    Targets.require(session.streamCount() == 0, "streams outlive their connection");
  }

  private static void identify(byte[] input) {
    LonePeer peer = new LonePeer(KEY);
    StreamReader reader = peer.pushed();
    int half = input.length / 2;
    try {
      reader.onData(Unpooled.wrappedBuffer(input, 0, half));
      reader.onData(Unpooled.wrappedBuffer(input, half, input.length - half));
      reader.onEnd();
    } catch (ProtocolViolation refused) {
      // Resets the stream.
    }
  }
}
