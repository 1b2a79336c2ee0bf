package network.baton.node.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import network.baton.node.clock.NtpAnswer.Offset;
import network.baton.node.clock.NtpAnswer.Refused;
import network.baton.node.clock.NtpAnswer.Why;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SntpClientTest {
  private static final int TIMEOUT_MS = 2_000;

  private final SntpClient client = new SntpClient(SntpServer::nowMicros, TIMEOUT_MS);

  private static NtpAnswer ask(SntpClient client, SntpServer server) {
    return client.ask(server.address());
  }

  private NtpAnswer askOne(UnaryOperator<ByteBuffer> spoil) throws Exception {
    try (var server = new SntpServer(0, spoil)) {
      return ask(client, server);
    }
  }

  private void refuses(Why why, UnaryOperator<ByteBuffer> spoil) throws Exception {
    assertThat(askOne(spoil))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.why()).as(refused.detail()).isEqualTo(why));
  }

  @ParameterizedTest
  @CsvSource({"0", "700000", "-3600000000", "1"})
  void offsetIsTheServersClockMinusOursWithinTheDelay(long offsetMicros) throws Exception {
    try (var server = new SntpServer(offsetMicros, UnaryOperator.identity())) {
      assertThat(ask(client, server))
          .isInstanceOfSatisfying(
              Offset.class,
              offset ->
                  assertThat(offset.offsetMicros())
                      .isCloseTo(offsetMicros, within(offset.delayMicros() / 2 + 10)));
    }
  }

  @Test
  void kissOfDeathIsRefusedWithItsCode() throws Exception {
    NtpAnswer answer =
        askOne(packet -> packet.put(1, (byte) 0).put(12, new byte[] {'R', 'A', 'T', 'E'}));

    assertThat(answer).isEqualTo(new Refused(Why.KISS_OF_DEATH, "RATE"));
  }

  @Test
  void answerToAnotherRequestIsNotTaken() throws Exception {
    var shortOfTime = new SntpClient(SntpServer::nowMicros, 100);
    try (var server = new SntpServer(0, packet -> packet.putLong(24, packet.getLong(24) + 1))) {
      assertThat(ask(shortOfTime, server))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.why()).isEqualTo(Why.WRONG_ORIGIN));
    }
  }

  @Test
  void serverThatDoesNotKnowTheTimeIsRefused() throws Exception {
    refuses(Why.UNSYNCHRONIZED, packet -> packet.put(1, (byte) 16));
    refuses(Why.UNSYNCHRONIZED, packet -> packet.put(0, (byte) 0xe4));
  }

  @Test
  void packetsThatAreNoServersAnswersAreRefused() throws Exception {
    refuses(Why.MALFORMED, packet -> packet.put(0, (byte) 0x23));
    refuses(Why.MALFORMED, packet -> packet.put(0, (byte) 0x0c));
    refuses(Why.MALFORMED, packet -> packet.put(0, (byte) 0x3c));
  }

  @Test
  void missingAndContradictingTimesAreRefused() throws Exception {
    refuses(Why.BAD_TIMES, packet -> packet.putLong(32, 0));
    refuses(Why.BAD_TIMES, packet -> packet.putLong(40, 0));
    refuses(Why.BAD_TIMES, packet -> packet.putLong(40, packet.getLong(32) - 1_000_000_000));
    // Ten seconds to answer, of which we waited a moment.
    refuses(Why.BAD_TIMES, packet -> packet.putLong(40, packet.getLong(32) + (10L << 32)));
  }

  @Test
  void shortAnswersAreNotTaken() throws Exception {
    var shortOfTime = new SntpClient(SntpServer::nowMicros, 100);
    try (var server = new SntpServer(0, packet -> packet.slice(0, 20))) {
      assertThat(ask(shortOfTime, server))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.why()).isEqualTo(Why.MALFORMED));
    }
  }

  @Test
  void slowWayIsRefused() throws Exception {
    var clock = new AtomicLong(1_800_000_000_000_000L);
    var slow = new SntpClient(() -> clock.getAndAdd(SntpClient.DELAY_MAX_MICROS + 10_000), 2_000);
    try (var server = new SntpServer(0, UnaryOperator.identity())) {
      assertThat(ask(slow, server))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.why()).isEqualTo(Why.TOO_SLOW));
    }
  }

  @Test
  void silenceIsATimeoutAndAClosedPortIsNoServer() throws Exception {
    var shortOfTime = new SntpClient(SntpServer::nowMicros, 50);
    int port;
    try (var mute = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = mute.getLocalPort();
      assertThat(shortOfTime.ask(new NtpServer("127.0.0.1", port)))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.why()).isEqualTo(Why.TIMEOUT));
    }
    assertThat(shortOfTime.ask(new NtpServer("127.0.0.1", port)))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.why()).isIn(Why.UNREACHABLE, Why.TIMEOUT));
  }

  @Test
  void timestampsGoOnAfter2036() {
    assertThat(SntpClient.micros(2_208_988_800L << 32)).isZero();
    assertThat(SntpClient.micros(0xffff_ffffL << 32)).isEqualTo(2_085_978_495_000_000L);
    assertThat(SntpClient.micros(1L << 31)).isEqualTo(2_085_978_496_500_000L);
  }

  @Test
  void serversAreNamedByHostAndPort() {
    assertThat(NtpServer.parse("ntp.example.org")).isEqualTo(new NtpServer("ntp.example.org", 123));
    assertThat(NtpServer.parse("192.0.2.1:1123")).isEqualTo(new NtpServer("192.0.2.1", 1_123));
    assertThat(NtpServer.parse("[2001:db8::1]:5")).isEqualTo(new NtpServer("[2001:db8::1]", 5));
    for (String bad : new String[] {"", "a b", "host:", "host:0", "host:65536", "http://x"}) {
      assertThatThrownBy(() -> NtpServer.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
