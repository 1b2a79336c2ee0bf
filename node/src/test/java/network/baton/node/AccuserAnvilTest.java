package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.node.chain.SnapshotSource;
import network.baton.node.evidence.JudgeBook;
import network.baton.node.store.EvidenceShelf;
import network.baton.wire.Snapshots;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TX-19 to TX-22 with the real contracts. Driven by mined blocks, on the test's thread. */
@Tag("process")
class AccuserAnvilTest {
  private static final int ALICE = 0;
  private static final int BOB = 1;
  private static final int CAROL = 2;
  private static final BigInteger BOND_GWEI = BigInteger.valueOf(1_000_000_000);

  @TempDir private Path folder;
  private PaidChain chain;
  private final List<Peer> peers = new ArrayList<>();

  @BeforeEach
  void start() {
    chain = PaidChain.start(folder, 3);
    for (int prover = 0; prover < 3; prover++) {
      peers.add(new Peer(prover));
    }
    chain.mine(2);
  }

  @AfterEach
  void stop() {
    peers.forEach(peer -> peer.side.close());
    chain.close();
  }

  @Test
  void aConflictIsShownOnceByWhoseTurnItIsAndPaysHim() {
    Task task = chain.task(chain.head());
    VerifiedLease one = chain.lease(task, BOB, 1, 0);
    VerifiedLease other = chain.lease(task, BOB, 2, 1);
    advance(1);
    tell(seen(one, task), seen(other, task));
    advance(4);

    BigInteger taken = BOND_GWEI.subtract(chain.contracts().bondGwei(BOB));
    assertThat(taken).isEqualTo(BigInteger.valueOf(500_000_002));
    assertThat(credit(ALICE)).isEqualTo(taken.divide(BigInteger.TEN));
    assertThat(gasOf(ALICE)).isPositive().isLessThan(120_000);
    assertThat(List.of(gasOf(BOB), gasOf(CAROL))).containsOnly(0L);
    assertThat(peers.get(CAROL).counts())
        .containsEntry("evidence-refused", 1L)
        .doesNotContainKey("evidence-due");
    assertThat(peers.get(BOB).counts()).containsEntry("evidence-refused-own", 1L);
  }

  @Test
  void whoseTurnComesLaterStepsInWhenTheFirstIsOff() {
    Task task = chain.task(chain.head());
    advance(1);
    peers
        .get(CAROL)
        .found(seen(chain.lease(task, BOB, 1, 0), task), seen(chain.lease(task, BOB, 2, 1), task));
    advance(4);

    assertThat(credit(CAROL)).isPositive();
  }

  @Test
  void oneNonceForTwoTasksIsEvidenceWhileEitherBlockIsOnTheChain() {
    Task elder = chain.task(chain.head());
    chain.mine(1);
    Task younger = chain.task(chain.head());
    VerifiedLease one = chain.lease(elder, BOB, 1, 0);
    VerifiedLease other = chain.lease(younger, BOB, 1, 1);
    chain.reorg(1);
    assertThat(chain.head().hash()).isNotEqualTo(younger.blockHash());
    tell(seen(one, elder), seen(other, younger));
    advance(3);

    assertThat(credit(ALICE)).isPositive();
  }

  @Test
  void evidenceOfAnEarlierLifeIsShownAfterARestart() {
    Task task = chain.task(chain.head());
    Peer alice = peers.get(ALICE);
    alice.accuser.found(
        seen(chain.lease(task, BOB, 1, 0), task), seen(chain.lease(task, BOB, 2, 1), task));
    alice.side.workOnce(); // it is in the store, and that is all
    alice.side.close();

    var again = new Peer(ALICE);
    peers.set(ALICE, again);
    again.accuser.resume();
    advance(3);

    assertThat(credit(ALICE)).isPositive();
    chain.mineFast(400);
    again.see();
    assertThat(new EvidenceShelf(again.side.store).all()).isEmpty();
  }

  @Test
  void leasesUnderALaterSnapshotAreShownWithWhatItsIdIsTheHashOf() {
    chain.mine(2 * PaidChain.SLOTS_PER_EPOCH);
    Task task = chain.task(chain.head());
    long epoch = chain.rules().epochOf(task.slot());
    SnapshotSource.Origin origin = Objects.requireNonNull(chain.snapshots().origin(epoch));
    Hash32 id = Snapshots.id(epoch, origin.registryBlockHash(), origin.seed());
    assertThat(origin.registryBlockHash()).isNotEqualTo(Hash32.ZERO);
    Lease first = chain.lease(task, BOB, 1, 0).lease();
    tell(seen(under(first, id, 0), task), seen(under(first, id, 1), task));
    advance(3);

    assertThat(credit(ALICE)).isPositive();
  }

  @Test
  void aSnapshotThatTheChainNeverHadAndEvidenceThatIsTooOldCostNothing() {
    Task task = chain.task(chain.head());
    Lease first = chain.lease(task, BOB, 1, 0).lease();
    Hash32 foreign = new Hash32(6, 6, 6, 6);
    peers
        .get(ALICE)
        .found(seen(under(first, foreign, 0), task), seen(under(first, foreign, 1), task));
    advance(2);
    assertThat(peers.get(ALICE).counts()).containsEntry("evidence-snapshot-foreign", 1L);

    chain.mineFast(256);
    peers
        .get(CAROL)
        .found(seen(chain.lease(task, BOB, 1, 0), task), seen(chain.lease(task, BOB, 2, 1), task));
    advance(6);
    assertThat(peers.get(CAROL).counts()).containsEntry("evidence-too-late", 1L);
    assertThat(List.of(gasOf(ALICE), gasOf(CAROL))).containsOnly(0L);
  }

  private static Lease lane(Lease lease, Hash32 snapshotId, int lane) {
    return new Lease(
        lease.taskId(),
        lease.term(),
        lease.prover(),
        snapshotId,
        lease.prev(),
        lease.cause(),
        lease.evidence(),
        lane,
        lease.nonce(),
        lease.beatKey(),
        lease.issuedAtMs());
  }

  private VerifiedLease under(Lease lease, Hash32 snapshotId, int lane) {
    return chain.sign(lane(lease, snapshotId, lane));
  }

  private Accuser.Seen seen(VerifiedLease lease, Task task) {
    Snapshot snapshot = chain.network().genesisSnapshot(chain.rules().epochOf(task.slot()));
    return new Accuser.Seen(lease, task, snapshot);
  }

  private void tell(Accuser.Seen one, Accuser.Seen other) {
    peers.forEach(peer -> peer.found(one, other));
  }

  private void advance(int blocks) {
    for (int block = 0; block < blocks; block++) {
      chain.mine(1);
      peers.forEach(Peer::see);
    }
  }

  private long gasOf(int prover) {
    return peers.get(prover).side.gasUsed(1);
  }

  /** What the registry owes to the reporter, in gwei. */
  private BigInteger credit(int prover) {
    return chain
        .creditWei(chain.network().contracts().registry(), chain.leaseKey(prover).address())
        .divide(BigInteger.valueOf(1_000_000_000));
  }

  /** A node's accusing side. */
  private final class Peer {
    final ChainPeer side;
    final Accuser accuser;

    Peer(int prover) {
      this.side = new ChainPeer(chain, prover, folder);
      this.accuser =
          new Accuser(
              prover,
              new EvidenceShelf(side.store),
              chain.wire(),
              new JudgeBook(chain.judge(prover, chain.chain())),
              side.sender,
              side.workers());
    }

    void found(Accuser.Seen one, Accuser.Seen other) {
      accuser.found(one, other);
      side.run();
    }

    void see() {
      side.sender.onBlock();
      accuser.onBlock(chain.head().number());
      side.run();
    }

    Map<String, Long> counts() {
      Map<String, Long> counts = new HashMap<>();
      accuser.count(counts::put);
      return counts;
    }
  }
}
