package network.baton.libp2p.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.crypto.KeyType;
import network.baton.libp2p.crypto.PublicKey;
import org.junit.jupiter.api.Test;

class MinuteRatesTest {
  private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

  @Test
  void eachPeerHasItsOwnMinute() {
    MinuteRates<PeerId> rates = new MinuteRates<>(2);
    assertThat(rates.allows(peer(1), 0)).isTrue();
    assertThat(rates.allows(peer(1), 1)).isTrue();
    assertThat(rates.allows(peer(1), 2)).isFalse();
    assertThat(rates.allows(peer(2), 2)).isTrue();
    assertThat(rates.allows(peer(1), MINUTE_NS - 1)).isFalse();
    assertThat(rates.allows(peer(1), MINUTE_NS)).isTrue();
  }

  @Test
  void onlyTheLatestPeersAreRemembered() {
    MinuteRates<PeerId> rates = new MinuteRates<>(1);
    assertThat(rates.allows(peer(0), 0)).isTrue();
    for (int i = 1; i < MinuteRates.ASKERS_MAX; i++) {
      assertThat(rates.allows(peer(i), i)).isTrue();
    }
    assertThat(rates.allows(peer(0), 1)).isFalse();
    assertThat(rates.allows(peer(MinuteRates.ASKERS_MAX), 1)).isTrue();
    assertThat(rates.allows(peer(0), 1)).isTrue();
  }

  private static PeerId peer(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    key[1] = (byte) (number >>> 8);
    return PublicKey.of(KeyType.ED25519, key).peerId();
  }
}
