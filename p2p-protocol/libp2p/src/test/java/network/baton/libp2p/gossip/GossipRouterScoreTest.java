package network.baton.libp2p.gossip;

import static network.baton.libp2p.gossip.RouterStage.TOPIC;
import static network.baton.libp2p.gossip.RouterStage.range;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What scores change: peer exchange, opportunistic grafting, retention; and v1.3's extensions. */
class GossipRouterScoreTest {
  private static final GossipParams PARAMS = GossipParams.DEFAULT;
  private static final ByteString RECORD = ByteString.copyFromUtf8("an envelope");

  private final RouterStage stage = new RouterStage();

  private void vouch(int peer, double value) {
    stage.apply(new GossipEvent.AppScore(TestPeers.peer(peer), value));
  }

  private static Rpc prune(int named) {
    List<Rpc.NamedPeer> peers =
        IntStream.range(0, named)
            .mapToObj(i -> ByteString.copyFrom(TestPeers.peer(100 + i).toBytes()))
            .map(id -> new Rpc.NamedPeer(id, RECORD))
            .toList();
    Rpc.Prune prune = new Rpc.Prune(TOPIC, 60, peers);
    return new Rpc(
        List.of(), List.of(), List.of(), List.of(), List.of(), List.of(prune), List.of(), false);
  }

  @Test
  void aPeerPrunedForWantOfRoomIsToldOthersWithTheirRecords() {
    stage.join(TOPIC);
    stage.peers(1, 13);
    stage.apply(new GossipEvent.RecordSeen(TestPeers.peer(5), RECORD));
    range(1, 12).forEach(stage::grafts);
    stage.look();
    List<Rpc.Prune> prunes = prunesFor(13);
    assertThat(prunes).hasSize(1);
    List<Rpc.NamedPeer> named = prunes.getFirst().peers();
    assertThat(named).hasSize(12).doesNotHaveDuplicates();
    assertThat(named)
        .filteredOn(peer -> !peer.signedRecord().isEmpty())
        .containsExactly(
            new Rpc.NamedPeer(ByteString.copyFrom(TestPeers.peer(5).toBytes()), RECORD));
  }

  @Test
  void recordsOfStrangersAndOverlongOnesAreNotKept() {
    stage.join(TOPIC);
    stage.peers(1, 13);
    stage.apply(new GossipEvent.RecordSeen(TestPeers.peer(99), RECORD));
    ByteString overlong = ByteString.copyFrom(new byte[2_049]);
    stage.apply(new GossipEvent.RecordSeen(TestPeers.peer(5), overlong));
    // A stranger's record is not remembered for the time when it comes, either.
    stage.connect(99);
    range(1, 12).forEach(stage::grafts);
    stage.look();
    assertThat(prunesFor(13).getFirst().peers())
        .isNotEmpty()
        .allMatch(peer -> peer.signedRecord().isEmpty());
  }

  /** What a peer is answered to its GRAFT. */
  private List<Rpc.Prune> prunesFor(int peer) {
    List<Rpc.Prune> prunes = new ArrayList<>();
    GossipEvent graft = new GossipEvent.RpcReceived(TestPeers.peer(peer), TestRpc.graft(TOPIC));
    for (GossipEffect effect : stage.router.apply(graft, stage.nowMs)) {
      if (effect instanceof GossipEffect.Send send) {
        prunes.addAll(send.rpc().prune());
      }
    }
    return prunes;
  }

  @Test
  void atMostSixteenGoodPeersAreNamedAndNobodyToWhoMisbehaves() {
    stage.join(TOPIC);
    stage.peers(1, 40);
    range(1, 12).forEach(stage::grafts);
    range(1, 12).forEach(peer -> vouch(peer, -1));
    assertThat(prunesFor(40).getFirst().peers())
        .hasSize(PARAMS.exchangePeers())
        .noneMatch(
            peer ->
                range(1, 12).stream()
                    .anyMatch(
                        bad ->
                            ByteString.copyFrom(TestPeers.peer(bad).toBytes())
                                .equals(peer.peerId())));
    vouch(39, -1);
    assertThat(prunesFor(39).getFirst().peers()).isEmpty();
    stage.prunes(38, 60);
    assertThat(prunesFor(38).getFirst().peers()).as("within its backoff").isEmpty();
  }

  @Test
  void leavingATopicNamesPeersToo() {
    stage.join(TOPIC);
    stage.peers(1, 3);
    stage.look();
    stage.leave(TOPIC);
    assertThat(stage.look()).hasSize(3).allMatch(line -> line.endsWith(" -t prune t 10 named 2"));
  }

  @Test
  void peersNamedByAStrangerAreNotBelieved() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    stage.look();
    stage.receive(1, prune(3));
    assertThat(stage.look()).containsExactly("refused 1 EXCHANGE_LOW_SCORE");
  }

  @Test
  void peersNamedByWhoTheApplicationVouchesForAreTakenUpToTheLimit() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    vouch(1, 100);
    stage.look();
    stage.receive(1, prune(50));
    assertThat(stage.look()).containsExactly("exchange 1 " + PARAMS.exchangePeers());
  }

  @Test
  void aPruneForATopicThatIsNotJoinedNamesNobody() {
    stage.connect(1);
    vouch(1, 100);
    stage.look();
    stage.receive(1, prune(3));
    assertThat(stage.look()).isEmpty();
  }

  @Test
  void aMeshThatBringsNothingTakesInTwoBetterPeersEachMinute() {
    stage.join(TOPIC);
    stage.peers(1, 8);
    range(1, 8).forEach(stage::grafts);
    stage.peers(9, 20);
    assertThat(stage.mesh()).isEqualTo(range(1, 8));
    range(9, 11).forEach(peer -> vouch(peer, 10));
    stage.pass(PARAMS.opportunisticHeartbeats() * PARAMS.heartbeatMs() - 1);
    assertThat(stage.mesh()).isEqualTo(range(1, 8));
    stage.pass(1);
    assertThat(stage.mesh()).hasSize(8 + PARAMS.opportunisticPeers());
    assertThat(stage.mesh()).filteredOn(peer -> peer > 8).isSubsetOf(9, 10, 11);
  }

  @Test
  void aMeshOfGoodPeersStaysAsItIs() {
    stage.join(TOPIC);
    stage.peers(1, 8);
    range(1, 8).forEach(stage::grafts);
    stage.peers(9, 20);
    range(1, 8).forEach(peer -> vouch(peer, 10));
    range(9, 20).forEach(peer -> vouch(peer, 20));
    stage.pass(PARAMS.opportunisticHeartbeats() * PARAMS.heartbeatMs());
    assertThat(stage.mesh()).isEqualTo(range(1, 8));
  }

  @Test
  void aSilentMeshMemberFallsBelowZeroAndOutOfTheMesh() {
    stage.join(TOPIC);
    stage.peers(1, 3);
    for (int i = 0; i < 400; i++) {
      stage.says(1, "m" + i);
      stage.says(2, "m" + i);
      stage.verdict("m" + i, ValidationResult.ACCEPT);
      stage.pass(200);
    }
    assertThat(stage.mesh()).containsExactlyInAnyOrder(1, 2);
    assertThat(stage.router.score(TestPeers.peer(3))).isNegative();
    assertThat(stage.router.score(TestPeers.peer(1))).isPositive();
    assertThat(stage.router.score(TestPeers.peer(2))).isNotNegative();
  }

  @Test
  void theSilentAreNotBlamedForWhatTheyWereToldNotToBring() {
    RouterStage eager =
        new RouterStage(Changed.of(PARAMS, Map.of("dontWantBytesMin", 1)), RouterStage.LIMITS);
    eager.join(TOPIC);
    eager.peers(1, 3);
    for (int i = 0; i < 400; i++) {
      eager.says(1, "m" + i);
      eager.verdict("m" + i, ValidationResult.ACCEPT);
      eager.pass(200);
    }
    assertThat(eager.mesh()).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void whoBringsARejectedMessageLaterIsBlamedToo() {
    stage.join(TOPIC);
    stage.peers(1, 2);
    stage.says(1, "bad");
    stage.verdict("bad", ValidationResult.REJECT);
    stage.says(2, "bad");
    assertThat(stage.router.score(TestPeers.peer(2)))
        .isEqualTo(stage.router.score(TestPeers.peer(1)))
        .isNegative();
  }

  @Test
  void scoresAreToldByComponent() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    vouch(1, 7);
    stage.says(1, "bad");
    stage.verdict("bad", ValidationResult.REJECT);
    ScoreParts parts = stage.router.scores().values().iterator().next();
    assertThat(parts.app()).isEqualTo(7);
    assertThat(parts.invalid()).isEqualTo(-8);
    assertThat(parts.total()).isEqualTo(-1);
  }

  @Test
  void aPeerOfVersion13IsToldExtensionsInItsFirstRpcOnly() {
    stage.join(TOPIC);
    stage.apply(
        new GossipEvent.PeerConnected(TestPeers.peer(1), GossipProtocol.V1_3, false, false, null));
    assertThat(stage.look()).containsExactly("send MESH [1] extensions +t");
    stage.join("u");
    stage.subscribes(1, TOPIC);
    assertThat(stage.look()).containsExactly("send MESH [1] +u", "send MESH [1] graft t");
  }
}
