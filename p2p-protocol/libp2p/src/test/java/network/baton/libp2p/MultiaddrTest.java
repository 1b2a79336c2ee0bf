package network.baton.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultiaddrTest {
  private static final String PEER = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";

  @ParameterizedTest
  @CsvSource({
    "/ip4/127.0.0.1/tcp/4001, 047f000001060fa1",
    "/ip4/127.0.0.1/udp/1234/quic-v1, 047f000001910204d2cd03",
    "/ip6/::1/tcp/65535, 29 00000000000000000000000000000001 06ffff",
    "/dns4/example.org/tcp/443/wss, 36 0b 6578616d706c652e6f7267 06 01bb de03",
    "/ip4/1.2.3.4/tcp/0/p2p-circuit, 0401020304 060000 a202"
  })
  void textAndBytesAreTheSameAddress(String text, String hexadecimal) {
    byte[] bytes = HexFormat.of().parseHex(hexadecimal.replace(" ", ""));
    assertThat(Multiaddr.fromText(text).toBytes()).isEqualTo(bytes);
    assertThat(Multiaddr.fromBytes(bytes)).isEqualTo(Multiaddr.fromText(text));
    assertThat(Multiaddr.fromBytes(bytes)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "ip4/1.2.3.4",
        "/ip4",
        "/ip4/1.2.3",
        "/ip4/::1",
        "/ip4/1.2.3.4/tcp",
        "/ip4/1.2.3.4/tcp/65536",
        "/ip4/1.2.3.4/tcp/-1",
        "/ip4/1.2.3.4/tcp/",
        "/ip6/1.2.3.4.5",
        "/nonsense/1",
        "/unix/a",
        "/dns4//tcp/1",
        "/p2p/Qm"
      })
  void textThatIsNoAddressIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Multiaddr.fromText(text));
  }

  @Test
  void cutOffOrUnknownBytesAreRefused() {
    for (String bytes :
        List.of("", "04", "047f0000", "047f00000106", "36", "360b65", "8801", "80")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Multiaddr.fromBytes(HexFormat.of().parseHex(bytes)));
    }
  }

  @Test
  void anyBytesAreReadOrRefusedButNothingElse() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Multiaddr.fromText("/ip4/1.2.3.4/tcp/5/p2p/" + PEER).toBytes();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      for (Multiaddr read : Multiaddr.readable(List.of(bytes), 1)) {
        assertThat(Multiaddr.fromBytes(read.toBytes())).isEqualTo(read);
      }
    }
  }

  @Test
  void unreadableAddressesOfListAreLeftOut() {
    byte[] good = Multiaddr.fromText("/ip4/1.2.3.4/tcp/5").toBytes();
    byte[] unknown = {0x7f, 1, 2};
    assertThat(Multiaddr.readable(List.of(unknown, good, good), 2))
        .containsExactly(Multiaddr.fromText("/ip4/1.2.3.4/tcp/5"));
  }

  @Test
  void peerIsTheLastComponent() {
    Multiaddr plain = Multiaddr.fromText("/ip4/1.2.3.4/tcp/5");
    PeerId peer = PeerId.fromText(PEER);
    Multiaddr named = plain.withPeer(peer);
    assertThat(named).hasToString("/ip4/1.2.3.4/tcp/5/p2p/" + PEER);
    assertThat(Multiaddr.fromText("/ip4/1.2.3.4/tcp/5/ipfs/" + PEER)).isEqualTo(named);
    assertThat(named.peerId()).contains(peer);
    assertThat(plain.peerId()).isEmpty();
    assertThat(named.withPeer(peer)).isEqualTo(named);
    assertThat(named.withoutPeer()).isEqualTo(plain);
    assertThat(plain.withoutPeer()).isEqualTo(plain);
  }

  @Test
  void tcpAddressIsForPlainTcpOnly() throws Exception {
    assertThat(Multiaddr.fromText("/ip4/1.2.3.4/tcp/5/p2p/" + PEER).tcpAddress())
        .contains(InetSocketAddress.createUnresolved("1.2.3.4", 5));
    assertThat(Multiaddr.fromText("/dns/example.org/tcp/5").tcpAddress())
        .contains(InetSocketAddress.createUnresolved("example.org", 5));
    assertThat(Multiaddr.fromText("/ip4/1.2.3.4/tcp/5/ws").tcpAddress()).isEmpty();
    assertThat(Multiaddr.fromText("/ip4/1.2.3.4/udp/5").tcpAddress()).isEmpty();
    byte[] loopback = {127, 0, 0, 1};
    assertThat(Multiaddr.tcp(new InetSocketAddress(InetAddress.getByAddress(loopback), 7)))
        .isEqualTo(Multiaddr.fromText("/ip4/127.0.0.1/tcp/7"));
  }
}
