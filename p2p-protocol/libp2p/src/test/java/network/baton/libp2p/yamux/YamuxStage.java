package network.baton.libp2p.yamux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Counters;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.StreamReader;
import org.junit.jupiter.api.AfterEach;

/** One side of Yamux in virtual time, told of frames written by hand. */
abstract class YamuxStage {
  static final UnpooledByteBufAllocator HEAP =
      new UnpooledByteBufAllocator(false, /* disableLeakDetector= */ true);
  static final int WINDOW = YamuxFrame.WINDOW_BYTES;

  final Counters counters = new Counters();
  final List<YamuxStream> accepted = new ArrayList<>();
  final Reader reader = new Reader();
  boolean readAccepted = true;
  YamuxSession session = listener(YamuxLimits.defaults());
  EmbeddedChannel channel = channel();

  @AfterEach
  void nothingIsLeft() {
    channel.finishAndReleaseAll();
    assertThat(session.streamCount()).isZero();
    assertThat(counters.snapshot().getOrDefault(YamuxSession.STREAMS_OPEN, 0L)).isZero();
  }

  YamuxSession listener(YamuxLimits limits) {
    return new YamuxSession(
        false,
        limits,
        counters,
        stream -> {
          accepted.add(stream);
          if (readAccepted) {
            stream.read(reader);
          }
        });
  }

  void fresh() {
    channel.finishAndReleaseAll();
    session = listener(YamuxLimits.defaults());
    channel = channel();
  }

  EmbeddedChannel channel() {
    EmbeddedChannel made = new EmbeddedChannel();
    made.freezeTime();
    made.pipeline().addLast(session);
    made.runPendingTasks();
    return made;
  }

  void answerPing() {
    for (String frame : allSent()) {
      if (frame.startsWith("ping SYN")) {
        send(YamuxFrame.PING, YamuxFrame.ACK, 0, length(frame));
      }
    }
  }

  void keepAliveFor(int seconds) {
    for (int i = 0; i < seconds; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
      answerPing();
    }
  }

  void assertEnded(Refusal refusal) {
    assertThat(channel.isOpen()).isFalse();
    assertThat(counters.of(refusal)).isEqualTo(1);
    assertThat(session.streamCount()).isZero();
  }

  void send(int type, int flags, int id, long length) {
    channel.writeInbound(frame(type, flags, id, length));
  }

  void data(int flags, int id, String text) {
    channel.writeInbound(frame(YamuxFrame.DATA, flags, id, text.length()));
    channel.writeInbound(Unpooled.copiedBuffer(text.getBytes(US_ASCII)));
  }

  void dataBytes(int flags, int id, int length) {
    channel.writeInbound(frame(YamuxFrame.DATA, flags, id, length));
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[length]));
  }

  static ByteBuf frame(int type, int flags, int id, long length) {
    return YamuxFrame.header(HEAP, type, flags, id, length);
  }

  /** The frames that left since the last call, without keep-alive pings. */
  List<String> sent() {
    return allSent().stream().filter(frame -> !frame.startsWith("ping SYN")).toList();
  }

  List<String> allSent() {
    channel.runPendingTasks();
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    List<String> frames = new ArrayList<>();
    while (all.isReadable()) {
      YamuxFrame frame = YamuxFrame.read(all);
      if (frame.type() == YamuxFrame.DATA) {
        all.skipBytes((int) frame.length());
      }
      String type = List.of("data", "window", "ping", "goaway").get(frame.type());
      frames.add(type + " " + flags(frame) + " " + frame.streamId() + " " + frame.length());
    }
    return frames;
  }

  static long length(String frame) {
    return Long.parseLong(frame.substring(frame.lastIndexOf(' ') + 1));
  }

  static ByteBuf bytes(int length) {
    return Unpooled.wrappedBuffer(new byte[length]);
  }

  static String flags(YamuxFrame frame) {
    List<String> names = new ArrayList<>();
    if (frame.has(YamuxFrame.SYN)) {
      names.add("SYN");
    }
    if (frame.has(YamuxFrame.ACK)) {
      names.add("ACK");
    }
    if (frame.has(YamuxFrame.FIN)) {
      names.add("FIN");
    }
    if (frame.has(YamuxFrame.RST)) {
      names.add("RST");
    }
    return names.isEmpty() ? "-" : String.join("+", names);
  }

  static long dataBytes(List<String> frames) {
    return frames.stream()
        .filter(frame -> frame.startsWith("data"))
        .mapToLong(frame -> length(frame))
        .sum();
  }

  static final class Reader implements StreamReader {
    final List<String> log = new ArrayList<>();
    long bytes;
    boolean fails;

    @Override
    public void onData(ByteBuf data) {
      if (fails) {
        throw new IllegalStateException("a reader that fails on purpose");
      }
      bytes += data.readableBytes();
      if (data.readableBytes() < 100) {
        log.add(data.toString(US_ASCII));
      }
    }

    @Override
    public void onEnd() {
      log.add("end");
    }

    @Override
    public void onReset() {
      log.add("reset");
    }
  }
}
