package network.baton.libp2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;
import network.baton.libp2p.Refusal;
import org.junit.jupiter.api.Test;

/** Windows, and bytes that wait. */
class YamuxWindowTest extends YamuxStage {
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
}
