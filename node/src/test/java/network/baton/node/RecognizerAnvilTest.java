package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import network.baton.lease.Address;
import network.baton.lease.Snapshot;
import network.baton.node.chain.SnapshotSource;
import network.baton.node.recognize.RecognitionBook;
import network.baton.node.recognize.SnapshotContract;
import network.baton.wire.Snapshots;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TX-23 to TX-25 with the real contracts. Driven by mined blocks, on the test's thread. */
@Tag("process")
class RecognizerAnvilTest {
  private static final int PROVERS = 3;

  @TempDir private Path folder;
  private PaidChain chain;
  private final List<Peer> peers = new ArrayList<>();
  private Snapshot snapshot;

  @BeforeEach
  void start() {
    chain = PaidChain.start(folder, PROVERS);
    for (int prover = 0; prover < PROVERS; prover++) {
      peers.add(new Peer(prover));
    }
    chain.mine(2 * PaidChain.SLOTS_PER_EPOCH);
    snapshot = snapshot();
  }

  @AfterEach
  void stop() {
    peers.forEach(peer -> peer.side.close());
    chain.close();
  }

  private Snapshot snapshot() {
    long epoch = chain.rules().epochOf(chain.rules().slotOf(chain.head()));
    SnapshotSource.Origin origin = Objects.requireNonNull(chain.snapshots().origin(epoch));
    assertThat(epoch).isEqualTo(2);
    return new Snapshot(
        Snapshots.id(epoch, origin.registryBlockHash(), origin.seed()),
        epoch,
        chain.rules().firstSlot(epoch),
        chain.rules().lastSlot(epoch),
        origin.seed(),
        chain.contracts().proversAt(chain.head()));
  }

  @Test
  void oneNodeRecognizesTheSnapshotAndTheOthersStayQuiet() {
    begin();
    advance(RecognitionBook.FIRST_TURN_BLOCKS - 1);
    assertThat(gas()).containsOnly(0L);
    advance(2 + PROVERS * RecognitionBook.TURN_BLOCKS);

    assertThat(contract().isRecognized(snapshot.epoch())).isTrue();
    int first = (int) (snapshot.epoch() % PROVERS);
    assertThat(gas().get(first)).isPositive().isLessThan(200_000);
    assertThat(gas()).filteredOn(used -> used > 0).hasSize(1);
  }

  @Test
  void aBackUpStepsInForWhoIsOff() {
    begin();
    peers.get((int) (snapshot.epoch() % PROVERS)).isOff = true;
    advance(2 + RecognitionBook.FIRST_TURN_BLOCKS + PROVERS * RecognitionBook.TURN_BLOCKS);

    assertThat(contract().isRecognized(snapshot.epoch())).isTrue();
    assertThat(gas()).filteredOn(used -> used > 0).hasSize(1);
  }

  @Test
  void aRecognitionThatAReorgRemovedComesBack() {
    begin();
    advance(RecognitionBook.FIRST_TURN_BLOCKS + 1);
    assertThat(contract().isRecognized(snapshot.epoch())).isTrue();
    chain.reorg(2);
    chain.call("anvil_dropAllTransactions");
    assertThat(contract().isRecognized(snapshot.epoch())).isFalse();
    peers.forEach(peer -> peer.recognizer.onReorg());
    advance(3);

    assertThat(contract().isRecognized(snapshot.epoch())).isTrue();
  }

  @Test
  void theGenesisSetNeedsNoRecognition() {
    Snapshot genesis = chain.network().genesisSnapshot(PaidChain.LAG_EPOCHS);
    peers.forEach(peer -> peer.recognizer.begun(genesis, chain.head().number()));
    advance(RecognitionBook.FIRST_TURN_BLOCKS + 4);

    assertThat(gas()).containsOnly(0L);
  }

  private void begin() {
    peers.forEach(peer -> peer.recognizer.begun(snapshot, chain.head().number()));
  }

  private SnapshotContract contract() {
    return new SnapshotContract(
        chain.chain(),
        chain.snapshots(),
        Address.fromHex(String.valueOf(chain.network().contracts().snapshots())));
  }

  private List<Long> gas() {
    return peers.stream().map(peer -> peer.side.gasUsed(1)).toList();
  }

  private void advance(long blocks) {
    for (long block = 0; block < blocks; block++) {
      chain.mine(1);
      peers.forEach(Peer::see);
    }
  }

  /** A node's recognizing side. */
  private final class Peer {
    final ChainPeer side;
    final Recognizer recognizer;
    boolean isOff;

    Peer(int prover) {
      this.side = new ChainPeer(chain, prover, folder);
      this.recognizer =
          new Recognizer(prover, chain.rules(), contract(), side.sender, side.workers());
    }

    void see() {
      if (!isOff) {
        side.sender.onBlock();
        recognizer.onBlock(chain.head().number());
        side.run();
      }
    }
  }
}
