package network.baton.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Counters;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.crypto.PublicKey;
import network.baton.libp2p.yamux.YamuxLimits;
import network.baton.libp2p.yamux.YamuxSession;
import org.junit.jupiter.api.Test;

class ConnectionTableTest {
  private static final InetAddress HERE = ip(1);
  private static final InetAddress THERE = ip(2);
  private static final HostLimits LIMITS =
      new HostLimits(3, 2, 10_000, 3, 2, 3, 3, 3, 5_000, 10_000, 10_000, YamuxLimits.defaults());

  private final NodeKey a = NodeKey.generate();
  private final NodeKey b = NodeKey.generate();
  private final boolean selfIsLower = a.peerId().compareTo(b.peerId()) < 0;
  private final ConnectionTable table = new ConnectionTable(a.peerId(), LIMITS);

  @Test
  void ofSimultaneousDialsTheLowerPeersStays() {
    PeerConnection outbound = connection(b.publicKey(), true, 0);
    PeerConnection inbound = connection(b.publicKey(), false, 1_000);
    PeerConnection right = selfIsLower ? outbound : inbound;

    var _ = table.admit(outbound);
    ConnectionTable.Admission second = table.admit(inbound);
    assertThat(table.find(b.peerId())).contains(right);
    assertThat(second.refusal()).isEqualTo(selfIsLower ? Refusal.CONNECTION_DUPLICATE : null);
    assertThat(second.other()).isSameAs(outbound);

    // The other way round it ends the same.
    table.remove(right);
    var _ = table.admit(inbound);
    var _ = table.admit(outbound);
    assertThat(table.find(b.peerId())).contains(right);
    assertThat(table.all()).hasSize(1);
  }

  @Test
  void bothSidesKeepTheSameConnection() {
    ConnectionTable ofB = new ConnectionTable(b.peerId(), LIMITS);
    PeerConnection dialledByA = connection(b.publicKey(), true, 0);
    PeerConnection dialledByB = connection(b.publicKey(), false, 5);
    PeerConnection dialledByAAtB = connection(a.publicKey(), false, 7);
    PeerConnection dialledByBAtB = connection(a.publicKey(), true, 3);
    var _ = table.admit(dialledByA);
    var _ = table.admit(dialledByB);
    var _ = ofB.admit(dialledByBAtB);
    var _ = ofB.admit(dialledByAAtB);
    assertThat(table.find(b.peerId()).orElseThrow().outbound())
        .isNotEqualTo(ofB.find(a.peerId()).orElseThrow().outbound());
  }

  @Test
  void laterTheNewerConnectionIsRight() {
    PeerConnection outbound = connection(b.publicKey(), true, 0);
    PeerConnection inbound = connection(b.publicKey(), false, 10_000);
    PeerConnection outboundAgain = connection(b.publicKey(), true, 20_000);
    var _ = table.admit(outbound);
    assertThat(table.admit(inbound).other()).isSameAs(outbound);
    assertThat(table.admit(outboundAgain).other()).isSameAs(inbound);
    assertThat(table.find(b.peerId())).contains(outboundAgain);
    // The end of one that was replaced changes nothing.
    table.remove(outbound);
    assertThat(table.all()).containsExactly(outboundAgain);
  }

  @Test
  void connectionsAreLimitedPerIpAndInTotal() {
    assertThat(table.admit(connection(key(), false, 0, HERE)).refusal()).isNull();
    assertThat(table.admit(connection(b.publicKey(), false, 0, HERE)).refusal()).isNull();
    assertThat(table.admit(connection(key(), false, 0, HERE)).refusal())
        .isEqualTo(Refusal.CONNECTIONS_PER_IP);
    // One that replaces another needs no place of its own.
    assertThat(table.admit(connection(b.publicKey(), false, 1, HERE)).refusal()).isNull();
    PeerConnection third = connection(key(), false, 0, THERE);
    assertThat(table.admit(third).refusal()).isNull();
    assertThat(table.admit(connection(key(), true, 0, THERE)).refusal())
        .isEqualTo(Refusal.CONNECTIONS_TOTAL);
    table.remove(third);
    assertThat(table.admit(connection(key(), true, 0, THERE)).refusal()).isNull();
  }

  @Test
  void handshakesAreLimitedPerIpAndInTotal() {
    assertThat(table.beginHandshake(HERE)).isEmpty();
    assertThat(table.beginHandshake(HERE)).isEmpty();
    assertThat(table.beginHandshake(HERE)).contains(Refusal.HANDSHAKES_PER_IP);
    assertThat(table.beginHandshake(THERE)).isEmpty();
    assertThat(table.beginHandshake(ip(3))).contains(Refusal.HANDSHAKES_TOTAL);
    table.endHandshake(HERE);
    assertThat(table.beginHandshake(ip(3))).isEmpty();
    assertThat(table.handshakes()).isEqualTo(3);
  }

  @Test
  void connectionsAreLimitedPerSubnetAlso() {
    ConnectionTable small =
        new ConnectionTable(
            a.peerId(),
            new HostLimits(
                9, 9, 10_000, 9, 2, 3, 9, 9, 5_000, 10_000, 10_000, YamuxLimits.defaults()));
    PeerConnection first = connection(key(), false, 0, ip(1));
    assertThat(small.admit(first).refusal()).isNull();
    assertThat(small.admit(connection(key(), false, 0, ip(2))).refusal()).isNull();
    assertThat(small.admit(connection(b.publicKey(), false, 0, ip(3))).refusal()).isNull();
    assertThat(small.admit(connection(key(), false, 0, ip(4))).refusal())
        .isEqualTo(Refusal.CONNECTIONS_PER_SUBNET);
    // One that replaces another needs no place of its own, and one that is refused takes none.
    assertThat(small.admit(connection(b.publicKey(), false, 1, ip(4))).refusal()).isNull();
    small.remove(first);
    assertThat(small.admit(connection(key(), false, 0, ip(4))).refusal()).isNull();
    // Addresses of one /64 are one place, since anybody has a /64.
    assertThat(small.admit(connection(key(), false, 0, ip6("2001:db8::1"))).refusal()).isNull();
    assertThat(small.admit(connection(key(), false, 0, ip6("2001:db8::2"))).refusal()).isNull();
    assertThat(small.admit(connection(key(), false, 0, ip6("2001:db8::3"))).refusal())
        .isEqualTo(Refusal.CONNECTIONS_PER_IP);
  }

  @Test
  void surplusIsTheLeastUsefulAndNeverTheProtected() {
    ConnectionTable small =
        new ConnectionTable(
            a.peerId(),
            new HostLimits(
                9, 9, 10_000, 9, 9, 9, 4, 2, 5_000, 10_000, 10_000, YamuxLimits.defaults()));
    PeerConnection outbound = connection(key(), true, 5);
    PeerConnection old = connection(key(), false, 1);
    PeerConnection young = connection(key(), false, 9);
    PeerConnection kept = connection(b.publicKey(), false, 10);
    small.protect(b.peerId());
    for (PeerConnection connection : List.of(outbound, old, young)) {
      assertThat(small.admit(connection).refusal()).isNull();
      assertThat(small.surplus(connection)).isEmpty();
    }
    assertThat(small.admit(kept).refusal()).isNull();
    assertThat(small.surplus(kept)).isEmpty();
    PeerConnection fresh = connection(key(), false, 11);
    assertThat(small.admit(fresh).refusal()).isNull();
    assertThat(small.surplus(fresh)).containsExactly(young, old, outbound);
    small.unprotect(b.peerId());
    assertThat(small.surplus(fresh)).containsExactly(kept, young, old);
  }

  @Test
  void closedTableLetsNobodyIn() {
    assertThat(table.close()).isEmpty();
    assertThat(table.admit(connection(b.publicKey(), true, 0)).refusal())
        .isEqualTo(Refusal.CONNECTIONS_TOTAL);
  }

  private static PublicKey key() {
    return NodeKey.generate().publicKey();
  }

  private static PeerConnection connection(PublicKey remote, boolean outbound, long readyMs) {
    return connection(remote, outbound, readyMs, HERE);
  }

  private static PeerConnection connection(
      PublicKey remote, boolean outbound, long readyMs, InetAddress ip) {
    Multiaddr address = Multiaddr.fromText("/ip4/127.0.0.1/tcp/1");
    return new PeerConnection(
        new EmbeddedChannel(),
        new PeerConnection.Remote(remote, address, ip),
        outbound,
        new YamuxSession(outbound, LIMITS.yamux(), new Counters(), stream -> {}),
        TimeUnit.MILLISECONDS.toNanos(readyMs));
  }

  private static InetAddress ip6(String text) {
    return InetAddress.ofLiteral(text);
  }

  private static InetAddress ip(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
