package network.baton.libp2p.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.crypto.KeyType;
import network.baton.libp2p.crypto.PublicKey;
import network.baton.libp2p.reach.DialBackRules.Decision;
import org.junit.jupiter.api.Test;

class DialBackRulesTest {
  private static final InetAddress ASKER = InetAddress.ofLiteral("203.0.113.7");
  private static final Decision OTHER_ADDRESS = new Decision.No(Refusal.DIAL_BACK_ADDRESS);
  private static final Decision TOO_OFTEN = new Decision.No(Refusal.DIAL_BACK_RATE);

  private final DialBackRules rules = new DialBackRules(false);

  @Test
  void theFirstAddressOfTheAskerItselfIsDialledAndNoOther() {
    assertThat(
            decide(
                peer(1),
                "/ip4/198.51.100.1/tcp/80", // somebody else's
                "/dns4/victim.example/tcp/443", // who knows whose
                "/ip4/203.0.113.7/udp/4001", // nothing to dial here
                "/ip4/203.0.113.7/tcp/0",
                "/ip4/203.0.113.7/tcp/4001",
                "/ip4/203.0.113.7/tcp/4002"))
        .isEqualTo(new Decision.Dial(4, Multiaddr.fromText("/ip4/203.0.113.7/tcp/4001")));
  }

  @Test
  void nobodyElseIsDialledInWhateverWayAnAddressIsWritten() {
    assertThat(decide(peer(1), "/ip4/203.0.113.8/tcp/4001")).isEqualTo(OTHER_ADDRESS);
    assertThat(decide(peer(1), "/ip6/::ffff:203.0.113.8/tcp/4001")).isEqualTo(OTHER_ADDRESS);
    assertThat(decide(peer(1), "/ip6/64:ff9b::cb00:7107/tcp/4001")).isEqualTo(OTHER_ADDRESS);
    assertThat(decide(peer(1), "/dns/203.0.113.7/tcp/4001")).isEqualTo(OTHER_ADDRESS);
    assertThat(decide(peer(1), "/ip4/203.0.113.7/tcp/4001/ip4/198.51.100.1/tcp/80"))
        .isEqualTo(OTHER_ADDRESS);
    assertThat(decide(peer(1), "/ip4/203.0.113.7/tcp/4001/ws")).isEqualTo(OTHER_ADDRESS);
    assertThat(decide(peer(1))).isEqualTo(OTHER_ADDRESS);
    assertThat(rules.decide(peer(1), ASKER, List.of(new byte[0], new byte[] {4, 1}), 0))
        .isEqualTo(OTHER_ADDRESS);
  }

  @Test
  void whateverBytesAreAskedAboutOnlyTheAskersAddressIsDialled() {
    Random random = new Random(7);
    byte[] own = Multiaddr.fromText("/ip4/203.0.113.7/tcp/4001").toBytes();
    int dialled = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = own.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Decision decision =
          rules.decide(peer(1), ASKER, List.of(bytes), TimeUnit.MINUTES.toNanos(2L * i));
      if (decision instanceof Decision.Dial(int index, Multiaddr address)) {
        assertThat(address.tcpLiteral().orElseThrow().getAddress()).isEqualTo(ASKER);
        rules.done(peer(1));
        dialled++;
      }
    }
    assertThat(dialled).as("ports that were changed").isBetween(100, 19_000);
  }

  @Test
  void addressesBeyondTheEighthAreNotLookedAt() {
    String[] asked =
        Stream.concat(
                IntStream.range(0, 8).mapToObj(i -> "/ip4/198.51.100." + i + "/tcp/80"),
                Stream.of("/ip4/203.0.113.7/tcp/4001"))
            .toArray(String[]::new);
    assertThat(decide(peer(1), asked)).isEqualTo(OTHER_ADDRESS);
  }

  @Test
  void privateAddressesAreDialledOnlyIfConfigured() {
    for (String host : List.of("/ip4/10.0.0.9", "/ip4/127.0.0.1", "/ip6/::1", "/ip6/fd00::1")) {
      Multiaddr address = Multiaddr.fromText(host + "/tcp/4001");
      InetAddress ip = address.tcpLiteral().orElseThrow().getAddress();
      List<byte[]> asked = List.of(address.toBytes());
      assertThat(rules.decide(peer(1), ip, asked, 0)).isEqualTo(OTHER_ADDRESS);
      assertThat(new DialBackRules(true).decide(peer(1), ip, asked, 0))
          .isEqualTo(new Decision.Dial(0, address));
    }
  }

  @Test
  void aPeerHasOneDialAtATime() {
    assertThat(decideOwn(peer(1), 0)).isInstanceOf(Decision.Dial.class);
    assertThat(decideOwn(peer(1), 1)).isEqualTo(TOO_OFTEN);
    assertThat(rules.isUnderWay(peer(1))).isTrue();
    rules.done(peer(1));
    assertThat(rules.isUnderWay(peer(1))).isFalse();
    assertThat(decideOwn(peer(1), 2)).isInstanceOf(Decision.Dial.class);
  }

  @Test
  void aPlaceIsDialledSixTimesAMinuteWhateverPeersItHas() {
    for (int i = 0; i < DialBackRules.OF_PLACE_PER_MINUTE_MAX; i++) {
      assertThat(decideOwn(peer(i), i)).isInstanceOf(Decision.Dial.class);
      rules.done(peer(i));
    }
    assertThat(decideOwn(peer(100), 7)).isEqualTo(TOO_OFTEN);
    assertThat(decideOwn(peer(100), TimeUnit.MINUTES.toNanos(1))).isInstanceOf(Decision.Dial.class);
  }

  @Test
  void aMinuteHasSixtyDialsAndEightAtATime() {
    for (int i = 0; i < DialBackRules.AT_ONCE_MAX; i++) {
      assertThat(decideFrom(i)).isInstanceOf(Decision.Dial.class);
    }
    assertThat(decideFrom(8)).isEqualTo(TOO_OFTEN);
    for (int i = 0; i < DialBackRules.AT_ONCE_MAX; i++) {
      rules.done(peer(i));
    }
    for (int i = DialBackRules.AT_ONCE_MAX; i < DialBackRules.PER_MINUTE_MAX; i++) {
      assertThat(decideFrom(i)).isInstanceOf(Decision.Dial.class);
      rules.done(peer(i));
    }
    assertThat(decideFrom(DialBackRules.PER_MINUTE_MAX)).isEqualTo(TOO_OFTEN);
  }

  private Decision decide(PeerId peer, String... addresses) {
    return rules.decide(peer, ASKER, bytes(addresses), 0);
  }

  private Decision decideOwn(PeerId peer, long nowNs) {
    return rules.decide(peer, ASKER, bytes("/ip4/203.0.113.7/tcp/4001"), nowNs);
  }

  private Decision decideFrom(int number) {
    InetAddress place = InetAddress.ofLiteral("203.0.113." + number);
    return rules.decide(
        peer(number), place, bytes("/ip4/203.0.113." + number + "/tcp/4001"), number);
  }

  private static List<byte[]> bytes(String... addresses) {
    return Stream.of(addresses).map(Multiaddr::fromText).map(Multiaddr::toBytes).toList();
  }

  static PeerId peer(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    key[1] = (byte) (number >>> 8);
    return PublicKey.of(KeyType.ED25519, key).peerId();
  }
}
