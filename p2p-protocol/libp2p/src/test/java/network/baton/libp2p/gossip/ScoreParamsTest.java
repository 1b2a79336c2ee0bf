package network.baton.libp2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import network.baton.libp2p.IpRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreParamsTest {
  @ParameterizedTest
  @CsvSource({
    "weight, -1",
    "timeInMeshWeight, -0.1",
    "timeInMeshCap, 0",
    "firstWeight, -1",
    "firstDecay, 1",
    "firstDecay, 0",
    "firstCap, 0",
    "meshWeight, 1",
    "meshDecay, 1.5",
    "meshCap, 5",
    "meshThreshold, -1",
    "meshThreshold, 101",
    "meshShare, 0",
    "meshShare, 1.1",
    "failureWeight, 0.5",
    "failureDecay, 1",
    "invalidWeight, 1",
    "invalidDecay, 0",
    "weight, NaN",
    "firstWeight, Infinity",
    "invalidWeight, -Infinity",
    "firstDecay, NaN"
  })
  void topicParametersOutOfBoundsAreRefused(String name, double value) {
    refused(TopicScoreParams.DEFAULT, name, value);
  }

  @ParameterizedTest
  @CsvSource({
    "timeInMeshQuantumMs, 0",
    "meshWindowMs, -1",
    "meshWindowMs, 60001",
    "meshActivationMs, 999"
  })
  void topicTimesOutOfBoundsAreRefused(String name, long value) {
    refused(TopicScoreParams.DEFAULT, name, value);
  }

  @ParameterizedTest
  @CsvSource({
    "topicScoreCap, -1", "appWeight, -1", "colocationWeight, 1", "misbehaviourWeight, 1",
    "misbehaviourThreshold, -1", "misbehaviourDecay, 1", "decayToZero, 0", "decayToZero, 1"
  })
  void parametersOutOfBoundsAreRefused(String name, double value) {
    refused(ScoreParams.of(Set.of()), name, value);
  }

  @ParameterizedTest
  @CsvSource({"decayIntervalMs, 99", "retainMs, -1", "retainMs, 604800001"})
  void timesOutOfBoundsAreRefused(String name, long value) {
    refused(ScoreParams.of(Set.of()), name, value);
  }

  @ParameterizedTest
  @CsvSource({"colocationThreshold, 0", "peersMax, 0"})
  void countsOutOfBoundsAreRefused(String name, int value) {
    refused(ScoreParams.of(Set.of()), name, value);
  }

  @ParameterizedTest
  @CsvSource({
    "gossip, 1",
    "publish, -49",
    "graylist, -100",
    "acceptPx, -1",
    "opportunisticGraft, -1",
    "graylist, NaN",
    "acceptPx, Infinity"
  })
  void thresholdsOutOfOrderAreRefused(String name, double value) {
    refused(ScoreThresholds.DEFAULT, name, value);
  }

  private static void refused(Record record, String name, Object value) {
    assertThatThrownBy(() -> Changed.of(record, Map.of(name, value)))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPeerThatNobodyVouchesForCanNeverNamePeers() {
    ScoreParams params = ScoreParams.of(Set.of());
    assertThat(params.topicScoreCap()).isLessThan(params.thresholds().acceptPx());
  }

  @Test
  void ranges() {
    IpRange range = IpRange.of("10.1.128.0/17");
    assertThat(range.contains(InetAddress.ofLiteral("10.1.255.9"))).isTrue();
    assertThat(range.contains(InetAddress.ofLiteral("10.1.127.9"))).isFalse();
    assertThat(range.contains(InetAddress.ofLiteral("2001:db8::1"))).isFalse();
    assertThat(IpRange.of("::/0").contains(InetAddress.ofLiteral("2001:db8::1"))).isTrue();
    assertThat(IpRange.of("10.0.0.1/32").contains(InetAddress.ofLiteral("10.0.0.1"))).isTrue();
    assertThat(IpRange.of("10.0.0.1/32").contains(InetAddress.ofLiteral("10.0.0.2"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "10.0.0.1/33", "10.0.0.1/-1", "name/8", "10.0.0.1/x"})
  void whatIsNoRangeIsRefused(String text) {
    assertThatThrownBy(() -> IpRange.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
