package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import network.baton.lease.Address;
import network.baton.lease.Cause;
import network.baton.lease.Completion;
import network.baton.lease.Effect;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.lease.Release;
import network.baton.lease.Task;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.chain.tx.TxSettings;
import network.baton.node.store.CaseShelf;
import network.baton.node.store.PendingSettlement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TX-26 to TX-31 with the real contracts. Driven by mined blocks, on the test's thread. */
@Tag("process")
class MissAnvilTest {
  private static final int ALICE = 0;
  private static final int BOB = 1;
  private static final int CAROL = 2;

  /** The time for a second proof, and for an answer. */
  private static final int ANSWER_BLOCKS = 8;

  /** As the deployment's plan has them, of a bond of 10^9 gwei. */
  private static final long MISS_GWEI = 10_000_001;

  private static final BigInteger DEPOSIT_WEI = BigInteger.TEN.pow(15);
  private static final byte[] PROOF = {1, 2, 3};
  private static final Hash32 PROOF_HASH = new Hash32(5, 5, 5, 5);

  @TempDir private static Path network;
  private static PaidChain chain;

  @TempDir private Path folder;
  private String fresh = "";
  private final List<Peer> peers = new ArrayList<>();
  private Task task;
  private VerifiedLease missed;

  @BeforeAll
  static void deploy() {
    chain = PaidChain.start(network, 3, ANSWER_BLOCKS);
  }

  @AfterAll
  static void end() {
    chain.close();
  }

  @BeforeEach
  void start() {
    fresh = chain.call("evm_snapshot").asString();
    for (int prover = 0; prover < 3; prover++) {
      peers.add(new Peer(prover, chain.chain()));
    }
    chain.mine(2);
    task = chain.task(chain.head());
    missed = chain.lease(task, BOB, 1, 0);
    advance(1);
  }

  @AfterEach
  void stop() {
    peers.forEach(Peer::close);
    chain.call("evm_revert", fresh);
  }

  @Test
  void aMissIsAccusedOnceAndConvictedWithoutAnAnswer() {
    takeover(Cause.SILENT);
    advance(ANSWER_BLOCKS - 2);
    assertThat(gasOf(CAROL)).as("too early").isZero();
    advance(8);

    assertThat(accusers()).hasSize(1);
    assertThat(peers.get(BOB).counts()).containsEntry("charge-answerless", 1L);
    peers.replaceAll(Peer::again);
    advance(ANSWER_BLOCKS + 4);
    int accuser = accusers().getFirst();
    assertThat(lostGwei(BOB)).isEqualTo(MISS_GWEI);
    assertThat(registryCreditGwei(chain.leaseKey(accuser).address())).isEqualTo(MISS_GWEI / 10);
    assertThat(registryCreditGwei(chain.operator(ALICE))).isEqualTo(MISS_GWEI * 4 / 10);
    assertThat(judgeCredit(chain.leaseKey(accuser).address())).isEqualTo(DEPOSIT_WEI);
    assertThat(peers.get(accuser).counts()).containsEntry("miss-convict-due", 1L);
    assertThat(gasOf(BOB)).isZero();
  }

  @Test
  void anAccusedWhoHasProvenAnswersWithTheProofAndKeepsTheBond() {
    peers.get(BOB).hasProof();
    takeover(Cause.SILENT);
    advance(2 * ANSWER_BLOCKS + 8);

    assertThat(lostGwei(BOB)).isZero();
    assertThat(judgeCredit(chain.operator(BOB))).isEqualTo(DEPOSIT_WEI);
    assertThat(peers.get(BOB).counts())
        .containsEntry("charge-answer-proof-due", 1L)
        .containsEntry("charge-closed", 1L);
    assertThat(peers.get(accusers().getFirst()).counts()).doesNotContainKey("miss-convict-due");
  }

  @Test
  void aRaceThatWasLostFairlyIsNotAccusedAndIsAnswered() {
    VerifiedLease successor = chain.successor(missed, ALICE, Cause.HEDGE, null);
    onlyCarolMisses(successor);

    assertThat(accusers()).containsExactly(CAROL);
    assertThat(peers.get(ALICE).counts()).containsEntry("miss-hedged", 1L);
    assertThat(peers.get(BOB).counts()).containsEntry("charge-answer-hedge-due", 1L);
    assertThat(lostGwei(BOB)).isZero();
    assertThat(judgeCredit(chain.operator(BOB))).isEqualTo(DEPOSIT_WEI);
  }

  @Test
  void aReleaseThatItsSuccessorCitesCostsLessThanAMiss() {
    VerifiedRelease release =
        chain
            .wire()
            .sign(
                new Release(
                    missed.digest(),
                    Release.Reason.PROVER_FAILED,
                    missed.lease().issuedAtMs() + 500),
                chain.leaseKey(BOB));
    VerifiedLease successor = chain.successor(missed, ALICE, Cause.RELEASED, release);
    onlyCarolMisses(successor);

    assertThat(accusers()).containsExactly(CAROL);
    assertThat(peers.get(BOB).counts()).containsEntry("charge-answer-release-due", 1L);
    assertThat(lostGwei(BOB)).isEqualTo(1_000_000);
    assertThat(judgeCredit(chain.leaseKey(CAROL).address())).isEqualTo(DEPOSIT_WEI);
  }

  @Test
  @Tag("long")
  void aLaterLeaseInTheLaneThatTheSuccessorCitesIsARelease() {
    VerifiedLease higher = chain.lease(chain.task(chain.head()), BOB, 2, 0);
    VerifiedLease successor = chain.successor(missed, ALICE, Cause.RELEASED, higher);
    onlyCarolMisses(successor);

    assertThat(peers.get(BOB).counts()).containsEntry("charge-answer-lease-due", 1L);
    assertThat(lostGwei(BOB)).isPositive().isLessThan(MISS_GWEI);
  }

  @Test
  void restartsInTheMiddleLoseNeitherTheAccusationNorTheAnswer() {
    peers.get(BOB).hasProof();
    takeover(Cause.SILENT);
    advance(3);
    peers.replaceAll(Peer::again);
    advance(ANSWER_BLOCKS);
    peers.replaceAll(Peer::again);
    advance(8);
    peers.replaceAll(Peer::again);
    advance(ANSWER_BLOCKS);

    assertThat(accusers()).hasSize(1);
    assertThat(judgeCredit(chain.operator(BOB))).isEqualTo(DEPOSIT_WEI);
    chain.mineFast(3 * ANSWER_BLOCKS + 200);
    advance(1);
    peers.forEach(
        peer -> assertThat(new CaseShelf(peer.side.store).misses()).as("in the end").isEmpty());
  }

  @Test
  void theRescuerConvictsWhereTheAccuserDoesNot() {
    peers.get(ALICE).isOff = true;
    takeover(Cause.SILENT);
    advance(ANSWER_BLOCKS + 6);
    assertThat(accusers()).containsExactly(CAROL);
    peers.get(CAROL).isOff = true;
    peers.get(ALICE).isOff = false;
    advance(ANSWER_BLOCKS + 2);
    assertThat(lostGwei(BOB)).as("the accuser's time").isZero();
    advance(8);

    assertThat(lostGwei(BOB)).isEqualTo(MISS_GWEI);
    assertThat(judgeCredit(chain.leaseKey(CAROL).address())).isEqualTo(DEPOSIT_WEI);
  }

  @Test
  void anEndpointThatFailsInEveryWayIsAskedUntilItAnswers() {
    try (var proxy = FaultProxy.before(chain.url());
        var bobs = ChainClient.connect(proxy.url());
        var others = ChainClient.connect(proxy.url())) {
      peers.forEach(Peer::close);
      peers.replaceAll(peer -> new Peer(peer.prover, peer.prover == BOB ? bobs : others));
      advance(1);
      peers.get(BOB).hasProof();
      takeover(Cause.SILENT);
      for (int block = 0; block < 2 * ANSWER_BLOCKS + 16; block++) {
        FaultProxy.Mode[] modes = FaultProxy.Mode.values();
        proxy.set(modes[block % modes.length]);
        advance(1);
      }
      proxy.set(FaultProxy.Mode.PASS);
      advance(2);

      assertThat(proxy.failed()).isPositive();
      assertThat(accusers()).hasSize(1);
      assertThat(lostGwei(BOB)).isZero();
      assertThat(judgeCredit(chain.operator(BOB))).isEqualTo(DEPOSIT_WEI);
    }
  }

  @Test
  void anAccusationThatAReorgRemovedComesBackAndIsAnsweredAgain() {
    peers.get(BOB).hasProof();
    takeover(Cause.SILENT);
    while (judgeCredit(chain.operator(BOB)).signum() == 0) {
      advance(1);
    }
    chain.reorg(3);
    assertThat(judgeCredit(chain.operator(BOB))).isZero();
    peers.forEach(peer -> peer.blame.onReorg());
    advance(12);

    assertThat(judgeCredit(chain.operator(BOB))).isEqualTo(DEPOSIT_WEI);
    assertThat(lostGwei(BOB)).isZero();
  }

  /** Carol never hears of the lease that took over, and so accuses. */
  private void onlyCarolMisses(VerifiedLease successor) {
    peers.get(ALICE).saw(missed, successor);
    peers.get(BOB).saw(missed, successor);
    peers.get(CAROL).saw(missed);
    latch(successor);
    advance(2 * ANSWER_BLOCKS + 12);
  }

  /** Alice takes over from Bob, and her proof is the first; all hear of it. */
  private void takeover(Cause cause) {
    VerifiedLease successor = chain.successor(missed, ALICE, cause, null);
    peers.forEach(peer -> peer.saw(missed, successor));
    latch(successor);
  }

  private void latch(VerifiedLease winner) {
    VerifiedCompletion completion =
        chain
            .wire()
            .sign(
                new Completion(winner.digest(), new Hash32(6, 6, 6, 6), 3),
                chain.leaseKey(winner.lease().prover()));
    peers.forEach(
        peer -> peer.saw(new Effect.Latched(task, winner, completion, peer.prover == ALICE)));
    peers.get(ALICE).settle(winner);
    advance(1);
    assertThat(chain.contracts().latch(task.proofType(), task.blockNumber()).first())
        .isEqualTo(ALICE);
  }

  private void advance(int blocks) {
    for (int block = 0; block < blocks; block++) {
      chain.mine(1);
      peers.forEach(Peer::see);
    }
  }

  private long gasOf(int prover) {
    return peers.get(prover).side.gasUsed(task.blockNumber());
  }

  /** Who has paid for a transaction beside Alice's settlement and Bob's answers. */
  private List<Integer> accusers() {
    return peers.stream()
        .map(peer -> peer.prover)
        .filter(prover -> prover != BOB)
        .filter(prover -> gasOf(prover) > (prover == ALICE ? 130_000 : 0))
        .toList();
  }

  private long lostGwei(int prover) {
    return 1_000_000_000L - chain.contracts().bondGwei(prover).longValueExact();
  }

  private long registryCreditGwei(Address account) {
    return chain
        .creditWei(chain.network().contracts().registry(), account)
        .divide(BigInteger.TEN.pow(9))
        .longValueExact();
  }

  private BigInteger judgeCredit(Address account) {
    return chain.creditWei(Objects.requireNonNull(chain.network().contracts().judge()), account);
  }

  private PendingSettlement pending(VerifiedLease lease) {
    return new PendingSettlement(
        task.taskId(),
        task.slot(),
        task.blockNumber(),
        task.blockHash(),
        task.proofType(),
        chain.wire().encode(lease),
        PROOF_HASH);
  }

  /** A node's side before the judge. */
  private final class Peer {
    final int prover;
    final ChainClient client;
    final ChainPeer side;
    final Blame blame;
    boolean isOff;

    Peer(int prover, ChainClient client) {
      this.prover = prover;
      this.client = client;
      this.side = new ChainPeer(chain, prover, folder, TxSettings.DEFAULT, client);
      this.blame =
          new Blame(
              prover,
              side.store,
              chain.rules(),
              chain.wire(),
              chain.judge(prover, client),
              side.sender,
              side.workers());
      blame.learnt(chain.network().genesisSnapshot(chain.rules().epochOf(0)));
    }

    /** After a restart. */
    Peer again() {
      close();
      var again = new Peer(prover, client);
      again.blame.resume();
      return again;
    }

    void saw(VerifiedLease... leases) {
      for (VerifiedLease lease : leases) {
        saw(new Effect.LeaseAdded(task, lease));
      }
    }

    void saw(Effect effect) {
      blame.saw(effect);
      side.run();
    }

    /** For the missed lease; it came too late to be the first, and was not settled. */
    void hasProof() {
      side.store.putProof(PROOF_HASH, task.slot(), PROOF);
      side.store.putSettlement(pending(missed));
      side.store.forgetProofsBelow(task.slot() + 1_000);
    }

    void settle(VerifiedLease lease) {
      Address settlement = chain.contracts().settlementAddress();
      String call = chain.contracts().settleCall(pending(lease), lease, PROOF);
      side.sender.submit(new TxOrder(Settler.SETTLE, task.slot(), task.taskId(), settlement, call));
      side.run();
    }

    void see() {
      if (!isOff) {
        side.sender.onBlock();
        blame.onBlock(chain.head().number());
        side.run();
      }
    }

    Map<String, Long> counts() {
      Map<String, Long> counts = new HashMap<>();
      blame.count(counts::put);
      return counts;
    }

    void close() {
      side.close();
    }
  }
}
