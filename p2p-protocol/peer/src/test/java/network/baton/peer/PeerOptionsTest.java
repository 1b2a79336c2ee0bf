package network.baton.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import network.baton.libp2p.crypto.KeyType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerOptionsTest {
  private static final String ADDRESS =
      "/ip4/127.0.0.1/tcp/1/p2p/QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";

  @Test
  void defaultsAreThoseOfTheJsPeer() {
    PeerOptions options = PeerOptions.parse(List.of());
    assertThat(options.listenPort()).isZero();
    assertThat(options.topics()).containsExactly("interop");
    assertThat(options.sign()).isTrue();
    assertThat(options.publishes()).isFalse();
    assertThat(options.count()).isEqualTo(10);
    assertThat(options.size()).isEqualTo(1_024);
    assertThat(options.startDelayMs()).isEqualTo(1_000);
    assertThat(options.expect()).isEqualTo(Long.MAX_VALUE);
    assertThat(options.waitPeers()).isEqualTo(1);
    assertThat(options.key()).isEqualTo(KeyType.ED25519);
    assertThat(options.quiet()).isFalse();
  }

  @Test
  void everyOptionIsRead() {
    PeerOptions options =
        PeerOptions.parse(
            List.of(
                ("--listen -1 --dial %s --dial %s --topic a --topic b --policy strict-no-sign"
                        + " --publish-every .5 --count 7 --size 5 --start-delay 3 --window 9"
                        + " --ack-every 4 --expect 8 --warmup 2 --warmup-ms 11 --run-for 12"
                        + " --idle-exit 13 --linger 14 --quiet --ping-every 15 --wait-peers 3"
                        + " --key rsa --muxer yamux")
                    .formatted(ADDRESS, ADDRESS)
                    .split(" ", -1)));
    assertThat(options.listenPort()).isEqualTo(-1);
    assertThat(options.dial()).hasSize(2);
    assertThat(options.topics()).containsExactly("a", "b");
    assertThat(options.sign()).isFalse();
    assertThat(options.publishEveryMs()).isEqualTo(0.5);
    assertThat(options.publishes()).isTrue();
    assertThat(options.size()).isEqualTo(PeerOptions.SIZE_MIN);
    assertThat(options.window()).isEqualTo(9);
    assertThat(options.ackEvery()).isEqualTo(4);
    assertThat(options.warmupMs()).isEqualTo(11);
    assertThat(options.lingerMs()).isEqualTo(14);
    assertThat(options.quiet()).isTrue();
    assertThat(options.key()).isEqualTo(KeyType.RSA);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--muxer mplex",
        "--muxer yamux,mplex",
        "--key dsa",
        "--policy lax",
        "--listen x",
        "--listen 65536",
        "--size 2000000",
        "--count -1",
        "--publish-every fast",
        "--quiet 3",
        "--dial /ip4/127.0.0.1/tcp/1",
        "--dial nonsense",
        "--dial /ip4/127.0.0.1/udp/1/quic-v1/p2p/QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N",
        "--nonsense",
        "listen"
      })
  void whatIsNotSupportedIsSaid(String arguments) {
    assertThatThrownBy(() -> PeerOptions.parse(List.of(arguments.split(" ", -1))))
        .isInstanceOf(PeerOptions.UsageException.class)
        .hasMessageContaining(arguments.split(" ", -1)[0].replace("--", ""));
  }
}
