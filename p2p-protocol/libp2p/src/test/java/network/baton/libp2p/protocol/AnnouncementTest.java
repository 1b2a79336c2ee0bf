package network.baton.libp2p.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.record.PeerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementTest {
  private static final Multiaddr PUBLIC = Multiaddr.fromText("/ip4/9.9.9.9/tcp/1");
  private static final NodeKey KEY = NodeKey.generate();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/127.0.0.1/tcp/1",
        "/ip4/10.1.2.3/tcp/1",
        "/ip4/172.31.0.1/tcp/1",
        "/ip4/192.168.0.1/tcp/1",
        "/ip4/169.254.1.1/tcp/1",
        "/ip4/100.64.0.1/tcp/1",
        "/ip6/::1/tcp/1",
        "/ip6/fe80::1/tcp/1",
        "/ip6/fd00::1/tcp/1"
      })
  void privateAddressesAreToldOnlyWhenAskedFor(String text) {
    List<Multiaddr> listening = List.of(Multiaddr.fromText(text), PUBLIC);
    assertThat(Announcement.of(KEY, List.of(), listening, false, 1).addresses())
        .containsExactly(PUBLIC);
    assertThat(Announcement.of(KEY, List.of(), listening, true, 1).addresses())
        .isEqualTo(listening);
  }

  @Test
  void wildcardsAreNeverTold() {
    List<Multiaddr> wild =
        List.of(Multiaddr.fromText("/ip4/0.0.0.0/tcp/1"), Multiaddr.fromText("/ip6/::/tcp/1"));
    Announcement announcement = Announcement.of(KEY, List.of(), wild, true, 1);
    assertThat(announcement.addresses()).isEmpty();
    assertThat(announcement.signedRecord()).isEmpty();
  }

  @Test
  void whatTheOperatorNamesIsToldInstead() {
    List<Multiaddr> named = List.of(Multiaddr.fromText("/dns/prover.example.org/tcp/4001"));
    Announcement announcement = Announcement.of(KEY, named, List.of(PUBLIC), false, 7);
    assertThat(announcement.addresses()).isEqualTo(named);
    PeerRecord record = PeerRecord.open(announcement.signedRecord().toByteArray());
    assertThat(record.peer()).isEqualTo(KEY.peerId());
    assertThat(record.seq()).isEqualTo(7);
    assertThat(record.addresses()).isEqualTo(named);
  }

  @Test
  void addressesAreBounded() {
    List<Multiaddr> many = Collections.nCopies(20, PUBLIC);
    assertThat(Announcement.of(KEY, many, List.of(), false, 1).addresses())
        .hasSize(Announcement.ADDRESSES_MAX);
  }
}
