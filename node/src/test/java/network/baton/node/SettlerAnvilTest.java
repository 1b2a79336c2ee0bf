package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import network.baton.lease.Hash32;
import network.baton.lease.Task;
import network.baton.node.chain.ChainFact;
import network.baton.node.chain.Latch;
import network.baton.node.chain.tx.TxState;
import network.baton.node.settle.Standing;
import network.baton.node.store.Rewards;
import network.baton.wire.BlockHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TX-15 to TX-18 with several settlers of one task on a real chain client. Driven by mined blocks:
 * every settler does its work on the test's thread.
 */
@Tag("process")
class SettlerAnvilTest {
  private static final int ALICE = 0;
  private static final int BOB = 1;
  private static final int CAROL = 2;
  private static final long WITHDRAWAL_GAS = 21_000;

  @TempDir private Path folder;
  private PaidChain chain;
  private final List<Peer> peers = new ArrayList<>();
  private Task task;

  @BeforeEach
  void start() {
    chain = PaidChain.start(folder, 3);
    for (int prover = 0; prover < 3; prover++) {
      peers.add(new Peer(prover));
    }
    chain.mine(2);
    task = chain.task(chain.head());
    chain.mine(1);
  }

  @AfterEach
  void stop() {
    peers.forEach(peer -> peer.side.close());
    chain.close();
  }

  @Test
  void theRivalOfAFirstSettlementIsPaidAsTheSecond() {
    peers.get(ALICE).prove();
    peers.get(BOB).prove();
    advance();

    Latch latch = latch();
    assertThat(List.of(latch.first(), latch.second())).containsExactlyInAnyOrder(ALICE, BOB);
    peers.get(CAROL).prove();
    advance();
    assertThat(peers.get(CAROL).settler.counts()).containsEntry(Standing.BOTH_TAKEN, 1L);
    assertThat(gasOf(CAROL)).as("the third sends nothing").isZero();
    assertThat(new Rewards(peers.get(BOB).side.store).below(Long.MAX_VALUE, 9)).hasSize(1);
  }

  @Test
  void aSettlementThatCameAfterTheRivalsIsSentAllTheSame() {
    peers.get(ALICE).prove();
    advance();
    peers.get(BOB).prove();
    advance();

    assertThat(latch()).isEqualTo(new Latch(ALICE, BOB, false));
    assertThat(peers.get(BOB).settler.counts())
        .containsEntry(Standing.SECOND, 1L)
        .containsEntry(Standing.SETTLED, 1L);
  }

  @Test
  void theFirstSettlementIsSentAgainWhenBothRivalsAreReorgedAway() {
    Peer bob = peers.get(BOB);
    bob.prove();
    assertThat(bob.side.states).containsValue(TxState.SENT);
    chain.call("anvil_dropAllTransactions"); // the pool forgets it: it is under way and not mined
    long before = chain.head().number();
    peers.get(ALICE).prove();
    peers.get(CAROL).prove();
    chain.mine(1); // both land, and Bob's not
    peers.forEach(Peer::see);
    advance(); // Bob withdraws
    assertThat(bob.settler.counts()).containsEntry(Standing.BOTH_TAKEN, 1L);
    assertThat(gasOf(BOB)).isEqualTo(WITHDRAWAL_GAS);
    peers.get(ALICE).isOff = true;
    peers.get(CAROL).isOff = true;

    int depth = (int) (chain.head().number() - before);
    chain.reorg(depth);
    chain.call("anvil_dropAllTransactions"); // the rivals' settlements do not come back
    peers.forEach(Peer::seeReorg);
    assertThat(latch()).isEqualTo(new Latch(Latch.NOBODY, Latch.NOBODY, false));
    advance();
    advance();
    advance();

    assertThat(latch()).isEqualTo(new Latch(BOB, Latch.NOBODY, false));
    assertThat(bob.settler.counts()).containsEntry(Standing.FIRST, 2L);
  }

  @Test
  void aSecondBecomesTheFirstWhenTheRivalsIsReorgedAway() {
    peers.get(ALICE).prove();
    long before = chain.head().number();
    advance();
    peers.get(BOB).prove();
    advance();
    assertThat(latch()).isEqualTo(new Latch(ALICE, BOB, false));

    peers.get(ALICE).isOff = true;
    chain.reorg((int) (chain.head().number() - before));
    chain.call("anvil_dropAllTransactions");
    peers.forEach(Peer::seeReorg);
    advance();
    advance();

    assertThat(latch()).isEqualTo(new Latch(BOB, Latch.NOBODY, false));
  }

  @Test
  void aSecondIsSentForTheLastBlockThatPaysAndNotForTheNext() {
    peers.get(ALICE).prove();
    advance();
    long last = task.blockNumber() + chain.contracts().secondBlocks();
    chain.mineFast((int) (last - 1 - chain.head().number()));
    peers.get(BOB).prove();
    chain.mine(1);
    assertThat(chain.head().number()).isEqualTo(last);
    assertThat(latch()).isEqualTo(new Latch(ALICE, BOB, false));

    chain.reorg(1);
    chain.call("anvil_dropAllTransactions");
    assertThat(latch()).isEqualTo(new Latch(ALICE, Latch.NOBODY, false));
    peers.get(CAROL).prove();
    assertThat(peers.get(CAROL).settler.counts()).containsEntry(Standing.TOO_LATE, 1L);
    advance();
    assertThat(gasOf(CAROL)).isZero();
  }

  @Test
  void aRestartGoesOnWithWhatIsInTheStore() {
    peers.get(ALICE).prove();
    advance();
    Peer bob = peers.get(BOB);
    bob.prove();
    bob.side.close();
    chain.call("anvil_dropAllTransactions");

    Peer again = new Peer(BOB);
    peers.set(BOB, again);
    again.settler.resume();
    again.side.run();
    for (int block = 0; block <= 4; block++) { // what the pool forgot is said again after two
      advance();
    }

    assertThat(latch()).isEqualTo(new Latch(ALICE, BOB, false));
    assertThat(again.settler.counts()).containsEntry(Standing.SETTLED, 1L);
  }

  private Latch latch() {
    return chain.contracts().latch(task.proofType(), task.blockNumber());
  }

  private long gasOf(int prover) {
    return peers.get(prover).side.gasUsed(task.blockNumber());
  }

  private void advance() {
    chain.mine(1);
    peers.forEach(Peer::see);
  }

  /** A node's settling side. */
  private final class Peer {
    final int prover;
    final ChainPeer side;
    final Settler settler;
    boolean isOff;
    private long seen = -1;

    Peer(int prover) {
      this.prover = prover;
      this.side = new ChainPeer(chain, prover, folder);
      var rewards = new Rewards(side.store);
      var collector = new Collector(prover, rewards, chain.contracts(), side.sender::submit);
      this.settler =
          new Settler(
              prover,
              side.store,
              chain.wire(),
              chain.contracts(),
              side.sender,
              collector,
              side.workers());
    }

    void prove() {
      byte[] proof = {(byte) prover, 1, 2, 3};
      Hash32 hash = new Hash32(7, 7, 7, prover);
      side.store.putProof(hash, task.slot(), proof);
      see();
      settler.settle(task, chain.lease(task, prover, 1, 0), hash);
      side.run();
    }

    /** What a node does after a block. */
    void see() {
      if (isOff) {
        return;
      }
      BlockHeader head = chain.head();
      side.sender.onBlock();
      for (long number = Math.max(seen + 1, task.blockNumber());
          number <= head.number();
          number++) {
        facts(number);
      }
      seen = head.number();
      settler.onBlock(head.number());
      side.run();
    }

    private void facts(long number) {
      BlockHeader block = Objects.requireNonNull(chain.chain().headerByNumber(number));
      for (ChainFact fact : chain.contracts().facts(block.hash())) {
        if (fact instanceof ChainFact.Settled settled) {
          settler.settled(settled.taskId(), settled.prover() == prover, settled.txHash());
        }
      }
    }

    void seeReorg() {
      seen = -1;
      if (!isOff) {
        settler.onReorg();
        see();
      }
    }
  }
}
