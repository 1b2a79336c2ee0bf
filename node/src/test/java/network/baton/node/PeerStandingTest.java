package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import network.baton.lease.Refusal;
import network.baton.lease.Verdict;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.crypto.NodeKey;
import org.junit.jupiter.api.Test;

class PeerStandingTest {
  private static final Verdict IGNORED = new Verdict.Ignore(Refusal.UNKNOWN_LEASE);

  private final Map<PeerId, Double> scores = new HashMap<>();
  private long nowMs = 1_000;
  private final PeerStanding standing = new PeerStanding(() -> nowMs, scores::put);
  private final PeerId peer = NodeKey.generate().peerId();

  private void judge(PeerId from, Verdict verdict, int times) {
    for (int i = 0; i < times; i++) {
      standing.judged(from, verdict);
    }
  }

  @Test
  void refusalsBeyondTheFreeOnesCostAPointEach() {
    judge(peer, IGNORED, 20);
    assertThat(scores).isEmpty();
    judge(peer, IGNORED, 7);
    assertThat(scores).containsEntry(peer, -7.0);
  }

  @Test
  void aRejectedMessageCountsAsFourIgnoredOnes() {
    judge(peer, new Verdict.Reject(Refusal.BAD_SIGNATURE), 6);
    assertThat(scores).containsEntry(peer, -4.0);
  }

  @Test
  void whatIsNobodysFaultAndWhatIsAcceptedCostsNothing() {
    judge(peer, new Verdict.Accept(), 100);
    judge(peer, new Verdict.Ignore(Refusal.OVERLOADED), 100);
    judge(peer, new Verdict.Ignore(Refusal.ALREADY_SEEN), 100);
    assertThat(scores).isEmpty();
  }

  @Test
  void pointsComeBackAsTimeGoesBy() {
    judge(peer, IGNORED, 120);
    assertThat(scores).containsEntry(peer, -100.0);
    nowMs += PeerStanding.HALF_LIFE_MS;
    standing.fade();
    assertThat(scores).containsEntry(peer, -40.0);
    nowMs += 10 * PeerStanding.HALF_LIFE_MS;
    standing.fade();
    assertThat(scores.get(peer)).isZero();
  }

  @Test
  void aPeerLosesAtMostSoMuch() {
    judge(peer, IGNORED, 10_000);
    assertThat(scores).containsEntry(peer, -PeerStanding.PENALTY_MAX);
  }

  @Test
  void ofTooManyPeersTheOneWithTheFewestRefusalsIsForgotten() {
    judge(peer, IGNORED, 30);
    for (int i = 0; i < PeerStanding.PEERS_MAX; i++) {
      standing.judged(NodeKey.generate().peerId(), IGNORED);
    }
    judge(peer, IGNORED, 1);
    assertThat(scores).containsEntry(peer, -11.0);
  }
}
