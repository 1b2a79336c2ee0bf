package network.baton.libp2p.yamux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Counters;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.StreamReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One side of Yamux against frames written by hand, in virtual time. */
class YamuxSessionTest {
  private static final UnpooledByteBufAllocator HEAP =
      new UnpooledByteBufAllocator(false, /* disableLeakDetector= */ true);
  private static final int WINDOW = YamuxFrame.WINDOW_BYTES;

  private final Counters counters = new Counters();
  private final List<YamuxStream> accepted = new ArrayList<>();
  private final Reader reader = new Reader();
  private boolean readAccepted = true;
  private YamuxSession session = listener(YamuxLimits.defaults());
  private EmbeddedChannel channel = channel();

  @AfterEach
  void nothingIsLeft() {
    channel.finishAndReleaseAll();
    assertThat(session.streamCount()).isZero();
    assertThat(counters.snapshot().getOrDefault(YamuxSession.STREAMS_OPEN, 0L)).isZero();
  }

  @Test
  void streamIsOpenedAcceptedAndEndedBothWays() {
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 1, 0);
    assertThat(sent()).containsExactly("window ACK 1 0");
    data(0, 1, "hello");
    data(YamuxFrame.FIN, 1, "world");
    assertThat(reader.log).containsExactly("hello", "world", "end");
    var _ = accepted.getFirst().write(Unpooled.copiedBuffer("answer".getBytes(US_ASCII)));
    accepted.getFirst().closeWrite();
    assertThat(sent()).containsExactly("data - 1 6", "data FIN 1 0");
    assertThat(session.streamCount()).isZero();
  }

  @Test
  void synWithDataAndEndInOneFrameIsOneWholeStream() {
    data(YamuxFrame.SYN | YamuxFrame.FIN, 1, "all");
    assertThat(reader.log).containsExactly("all", "end");
    accepted.getFirst().closeWrite();
    assertThat(sent()).containsExactly("window ACK 1 0", "data FIN 1 0");
    assertThat(session.streamCount()).isZero();
  }

  @Test
  void frameCutAtEveryByteIsReadAllTheSame() {
    ByteBuf frames = Unpooled.buffer();
    frames.writeBytes(frame(YamuxFrame.DATA, YamuxFrame.SYN, 1, 3));
    frames.writeBytes(new byte[] {'a', 'b', 'c'});
    frames.writeBytes(frame(YamuxFrame.DATA, YamuxFrame.FIN, 1, 0));
    while (frames.isReadable()) {
      channel.writeInbound(frames.readBytes(1));
    }
    frames.release();
    assertThat(String.join("", reader.log)).isEqualTo("abcend");
    accepted.getFirst().reset();
  }

  @Test
  void ownStreamMaySendBeforeItIsAccepted() {
    YamuxStream stream = session.open();
    stream.read(reader);
    var _ = stream.write(Unpooled.wrappedBuffer(new byte[10]));
    assertThat(sent()).containsExactly("window SYN 2 0", "data - 2 10");
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.ACK, 2, 0);
    data(0, 2, "x");
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.RST, 2, 7);
    assertThat(reader.log).containsExactly("x", "reset");
  }

  @Test
  void writesWaitForTheWindowAndGoInOrder() {
    YamuxStream stream = session.open();
    byte[] bytes = new byte[WINDOW + 100];
    CompletableFuture<Void> written = stream.write(Unpooled.wrappedBuffer(bytes));
    assertThat(dataBytes(sent())).isEqualTo(WINDOW);
    assertThat(stream.pendingBytes()).isEqualTo(100);
    assertThat(written).isNotDone();
    send(YamuxFrame.WINDOW_UPDATE, 0, 2, 40);
    assertThat(dataBytes(sent())).isEqualTo(40);
    send(YamuxFrame.WINDOW_UPDATE, 0, 2, 60);
    assertThat(dataBytes(sent())).isEqualTo(60);
    assertThat(written).isCompleted();
    assertThat(stream.pendingBytes()).isZero();
  }

  @Test
  void lengthOfFrameThatResetsIsNoWindow() {
    YamuxStream stream = session.open();
    var _ = stream.write(Unpooled.wrappedBuffer(new byte[WINDOW]));
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.RST, 2, 0xffff_ffffL);
    assertThat(channel.isOpen()).isTrue();
    assertThat(session.streamCount()).isZero();
    var late = stream.write(Unpooled.wrappedBuffer(new byte[1]));
    assertThat(late).isCompletedExceptionally();
  }

  @Test
  void windowIsToppedUpWhenBytesAreUsed() {
    readAccepted = false;
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 1, 0);
    dataBytes(0, 1, WINDOW);
    assertThat(sent()).containsExactly("window ACK 1 0");
    accepted.getFirst().read(reader);
    assertThat(sent()).containsExactly("window - 1 " + WINDOW);
    assertThat(reader.bytes).isEqualTo(WINDOW);
    dataBytes(0, 1, WINDOW / 2 - 1);
    assertThat(sent()).isEmpty();
    dataBytes(0, 1, 1);
    assertThat(sent()).containsExactly("window - 1 " + WINDOW / 2);
  }

  @Test
  void pausedStreamHoldsItsBytes() {
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 1, 0);
    accepted.getFirst().pauseReading();
    dataBytes(YamuxFrame.FIN, 1, WINDOW);
    assertThat(reader.log).isEmpty();
    accepted.getFirst().resumeReading();
    assertThat(reader.bytes).isEqualTo(WINDOW);
    assertThat(reader.log).endsWith("end");
  }

  @Test
  void fastReaderGetsLargerWindowWithinItsBudget() {
    answerPing();
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 1, 0);
    sent();
    int window = WINDOW;
    for (int i = 0; i < 10; i++) {
      dataBytes(0, 1, window / 2);
      int grown = Math.min(window, YamuxLimits.defaults().windowBytesMax() - window);
      assertThat(sent()).containsExactly("window - 1 " + (window / 2 + grown));
      window += grown;
    }
    assertThat(window).isEqualTo(YamuxLimits.defaults().windowBytesMax());
  }

  @Test
  void moreDataThanWindowEndsTheConnection() {
    readAccepted = false;
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 1, 0);
    dataBytes(0, 1, WINDOW);
    sent();
    send(YamuxFrame.DATA, 0, 1, 1);
    assertThat(sent()).containsExactly("goaway - 0 1");
    assertEnded(Refusal.YAMUX_WINDOW);
  }

  @Test
  void synWithMoreDataThanWindowMakesNoStream() {
    send(YamuxFrame.DATA, YamuxFrame.SYN, 1, WINDOW + 1);
    assertThat(sent()).containsExactly("goaway - 0 1");
    assertThat(accepted).isEmpty();
    assertEnded(Refusal.YAMUX_WINDOW);
  }

  @Test
  void windowThatOverflowsEndsTheConnection() {
    YamuxStream stream = session.open();
    stream.read(reader);
    send(YamuxFrame.WINDOW_UPDATE, 0, 2, 0xffff_ffffL - WINDOW);
    assertThat(channel.isOpen()).isTrue();
    send(YamuxFrame.WINDOW_UPDATE, 0, 2, 1);
    assertEnded(Refusal.YAMUX_WINDOW_OVERFLOW);
    assertThat(reader.log).containsExactly("reset");
  }

  @Test
  void synWithWindowThatOverflowsEndsTheConnection() {
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 1, 0xffff_ffffL);
    assertEnded(Refusal.YAMUX_WINDOW_OVERFLOW);
  }

  @Test
  void framesOutOfFormEndTheConnection() {
    List<ByteBuf> bad =
        List.of(
            Unpooled.copiedBuffer(new byte[] {1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}),
            frame(4, 0, 0, 0),
            frame(YamuxFrame.DATA, 0, 0, 0),
            frame(YamuxFrame.WINDOW_UPDATE, 0, 0, 5),
            frame(YamuxFrame.PING, YamuxFrame.SYN, 1, 5),
            frame(YamuxFrame.GO_AWAY, 0, 1, 0));
    for (ByteBuf frame : bad) {
      fresh();
      channel.writeInbound(frame);
      assertThat(channel.isOpen()).isFalse();
    }
    assertThat(counters.of(Refusal.YAMUX_FRAME)).isEqualTo(bad.size());
  }

  @Test
  void idsOfTheOtherSideOrTwiceEndTheConnection() {
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 2, 0);
    assertEnded(Refusal.YAMUX_STREAM_ID);
    fresh();
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 1, 0);
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 1, 0);
    assertThat(channel.isOpen()).isFalse();
    assertThat(counters.of(Refusal.YAMUX_STREAM_ID)).isEqualTo(2);
  }

  @Test
  void lateFramesOfClosedStreamAreDroppedQuietly() {
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 1, 0);
    accepted.getFirst().reset();
    assertThat(sent()).containsExactly("window ACK 1 0", "window RST 1 0");
    dataBytes(0, 1, 1000);
    send(YamuxFrame.WINDOW_UPDATE, 0, 1, 0xffff_ffffL);
    send(YamuxFrame.DATA, YamuxFrame.FIN, 1, 0);
    assertThat(sent()).isEmpty();
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void framesOfStreamThatNeverWasAreReset() {
    dataBytes(0, 99, 10);
    send(YamuxFrame.WINDOW_UPDATE, 0, 2, 10);
    send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.RST, 4, 0);
    assertThat(sent()).containsExactly("window RST 99 0", "window RST 2 0");
    data(YamuxFrame.SYN, 1, "still works");
    assertThat(reader.log).containsExactly("still works");
    accepted.getFirst().reset();
  }

  @Test
  void streamsOverTheLimitAreReset() {
    int max = YamuxLimits.defaults().streamsInboundMax();
    for (int i = 0; i < max + 3; i++) {
      data(YamuxFrame.SYN, 2 * i + 1, "x");
    }
    assertThat(session.streamCount()).isEqualTo(max);
    assertThat(counters.of(Refusal.STREAMS_INBOUND)).isEqualTo(3);
    assertThat(sent()).endsWith("window RST " + (2 * max + 5) + " 0");
    accepted.getFirst().reset();
    data(YamuxFrame.SYN, 2 * max + 7, "x");
    assertThat(session.streamCount()).isEqualTo(max);
    send(YamuxFrame.GO_AWAY, 0, 0, 0);
    var _ = channel.close();
    assertThat(reader.log).contains("reset");
  }

  @Test
  void streamsOpenedAndResetTooFastAreRefused() {
    int max = YamuxLimits.defaults().streamOpensPerSecondMax();
    for (int i = 0; i < max + 10; i++) {
      send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 2 * i + 1, 0);
      send(YamuxFrame.WINDOW_UPDATE, YamuxFrame.RST, 2 * i + 1, 0);
    }
    assertThat(counters.of(Refusal.STREAMS_RATE)).isEqualTo(10);
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    data(YamuxFrame.SYN, 99_999, "x");
    assertThat(reader.log).endsWith("x");
    accepted.getLast().reset();
  }

  @Test
  void ownStreamsAreLimitedUntilTheyAreAcknowledged() {
    int max = YamuxLimits.defaults().streamsUnacknowledgedMax();
    List<YamuxStream> streams = new ArrayList<>();
    for (int i = 0; i < max; i++) {
      streams.add(session.open());
    }
    assertThatIllegalStateException().isThrownBy(session::open);
    streams.forEach(YamuxStream::reset);
    session.open().reset();
  }

  @Test
  void bytesThatNobodyReadsAreBounded() {
    readAccepted = false;
    long max = YamuxLimits.defaults().unreadBytesMax();
    int streams = (int) (max / WINDOW) + 1;
    for (int i = 0; i < streams; i++) {
      dataBytes(YamuxFrame.SYN, 2 * i + 1, WINDOW);
    }
    assertThat(counters.of(Refusal.RECEIVE_BUFFER)).isEqualTo(1);
    assertThat(sent()).endsWith("window RST " + (2 * streams - 1) + " 0");
    assertThat(session.streamCount()).isEqualTo(streams - 1);
  }

  @Test
  void writesBeyondTheBoundResetTheStream() {
    YamuxStream stream = session.open();
    stream.read(reader);
    int half = (int) (YamuxLimits.defaults().streamPendingBytesMax() / 2 + WINDOW);
    var first = stream.write(Unpooled.wrappedBuffer(new byte[half]));
    channel.runPendingTasks();
    var second = stream.write(Unpooled.wrappedBuffer(new byte[half]));
    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedExceptionally();
    assertThat(reader.log).containsExactly("reset");
    assertThat(stream.pendingBytes()).isZero();
    assertThat(counters.of(Refusal.SEND_BUFFER)).isEqualTo(1);
    assertThat(sent()).endsWith("window RST 2 0");
  }

  @Test
  void pingIsAnsweredWithItsValue() {
    sent();
    send(YamuxFrame.PING, YamuxFrame.SYN, 0, 0xdead_beefL);
    assertThat(sent()).containsExactly("ping ACK 0 " + 0xdead_beefL);
  }

  @Test
  void pingsOfOneReadBeyondTheBoundAreNotAnswered() {
    sent();
    ByteBuf flood = Unpooled.buffer();
    for (int i = 0; i < 1_000; i++) {
      flood.writeBytes(frame(YamuxFrame.PING, YamuxFrame.SYN, 0, i));
    }
    channel.writeInbound(flood);
    int max = YamuxLimits.defaults().pingAnswersMax();
    assertThat(sent()).hasSize(max);
    assertThat(counters.of(Refusal.PINGS)).isEqualTo(1_000 - max);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void silentRemoteIsLeft() {
    answerPing();
    channel.advanceTimeBy(30, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(allSent()).containsExactly("ping SYN 0 2");
    channel.advanceTimeBy(9, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isTrue();
    channel.advanceTimeBy(6, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertEnded(Refusal.KEEP_ALIVE);
  }

  @Test
  void halfClosedIdleStreamIsReset() {
    data(YamuxFrame.SYN | YamuxFrame.FIN, 1, "x");
    data(YamuxFrame.SYN, 3, "open for as long as it likes");
    keepAliveFor(70);
    assertThat(session.streamCount()).isEqualTo(1);
    assertThat(counters.of(Refusal.HALF_CLOSED)).isEqualTo(1);
    accepted.getLast().reset();
  }

  @Test
  void remoteThatGoesIsLeftAfterAWhile() {
    YamuxStream stream = session.open();
    send(YamuxFrame.GO_AWAY, 0, 0, 0);
    assertThatIllegalStateException().isThrownBy(session::open);
    var _ = stream.write(Unpooled.wrappedBuffer(new byte[5]));
    assertThat(dataBytes(sent())).isEqualTo(5);
    answerPing();
    channel.advanceTimeBy(11, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void closingSaysGoodbye() {
    sent();
    session.close();
    assertThat(sent()).containsExactly("goaway - 0 0");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void readerThatFailsLosesItsStreamOnly() {
    reader.fails = true;
    data(YamuxFrame.SYN, 1, "x");
    assertThat(counters.of(Refusal.INTERNAL)).isEqualTo(1);
    assertThat(session.streamCount()).isZero();
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void anyBytesNeverBreakTheSession() {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      fresh();
      for (int j = 0; j < 50 && channel.isOpen(); j++) {
        int type = random.nextInt(20) == 0 ? random.nextInt(256) : random.nextInt(4);
        int length = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(64);
        ByteBuf noise = frame(type, random.nextInt(16), random.nextInt(12), length);
        channel.writeInbound(Unpooled.wrappedBuffer(noise, bytes(random.nextInt(64))));
        if (!accepted.isEmpty() && random.nextInt(3) == 0) {
          YamuxStream stream = accepted.get(random.nextInt(accepted.size()));
          var _ = stream.write(Unpooled.wrappedBuffer(new byte[random.nextInt(99)]));
          stream.closeWrite();
        }
      }
      accepted.clear();
      channel.finishAndReleaseAll();
      assertThat(session.streamCount()).isZero();
    }
    assertThat(counters.of(Refusal.INTERNAL)).isZero();
  }

  private YamuxSession listener(YamuxLimits limits) {
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

  private void fresh() {
    channel.finishAndReleaseAll();
    session = listener(YamuxLimits.defaults());
    channel = channel();
  }

  private EmbeddedChannel channel() {
    EmbeddedChannel made = new EmbeddedChannel();
    made.freezeTime();
    made.pipeline().addLast(session);
    made.runPendingTasks();
    return made;
  }

  private void answerPing() {
    for (String frame : allSent()) {
      if (frame.startsWith("ping SYN")) {
        send(YamuxFrame.PING, YamuxFrame.ACK, 0, length(frame));
      }
    }
  }

  private void keepAliveFor(int seconds) {
    for (int i = 0; i < seconds; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
      answerPing();
    }
  }

  private void assertEnded(Refusal refusal) {
    assertThat(channel.isOpen()).isFalse();
    assertThat(counters.of(refusal)).isEqualTo(1);
    assertThat(session.streamCount()).isZero();
  }

  private void send(int type, int flags, int id, long length) {
    channel.writeInbound(frame(type, flags, id, length));
  }

  private void data(int flags, int id, String text) {
    channel.writeInbound(frame(YamuxFrame.DATA, flags, id, text.length()));
    channel.writeInbound(Unpooled.copiedBuffer(text.getBytes(US_ASCII)));
  }

  private void dataBytes(int flags, int id, int length) {
    channel.writeInbound(frame(YamuxFrame.DATA, flags, id, length));
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[length]));
  }

  private static ByteBuf frame(int type, int flags, int id, long length) {
    return YamuxFrame.header(HEAP, type, flags, id, length);
  }

  /** The frames that left since the last call, without keep-alive pings. */
  private List<String> sent() {
    return allSent().stream().filter(frame -> !frame.startsWith("ping SYN")).toList();
  }

  private List<String> allSent() {
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

  private static long length(String frame) {
    return Long.parseLong(frame.substring(frame.lastIndexOf(' ') + 1));
  }

  private static ByteBuf bytes(int length) {
    return Unpooled.wrappedBuffer(new byte[length]);
  }

  private static String flags(YamuxFrame frame) {
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

  private static long dataBytes(List<String> frames) {
    return frames.stream()
        .filter(frame -> frame.startsWith("data"))
        .mapToLong(frame -> length(frame))
        .sum();
  }

  private static final class Reader implements StreamReader {
    private final List<String> log = new ArrayList<>();
    private long bytes;
    private boolean fails;

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
