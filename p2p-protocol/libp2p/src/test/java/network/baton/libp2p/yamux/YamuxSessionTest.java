package network.baton.libp2p.yamux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Refusal;
import org.junit.jupiter.api.Test;

/** Streams and the life of a session. */
class YamuxSessionTest extends YamuxStage {
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
  void remoteThatTalksButIsSlowToAnswerStays() {
    data(YamuxFrame.SYN, 1, "x");
    for (int i = 0; i < 8; i++) {
      channel.advanceTimeBy(9, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
      data(0, 1, "x");
    }
    assertThat(channel.isOpen()).isTrue();
    channel.advanceTimeBy(15, TimeUnit.SECONDS);
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
}
