package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import network.baton.lease.Address;
import network.baton.lease.Snapshot;
import network.baton.node.chain.SnapshotSource;
import network.baton.node.chain.tx.KeySigning;
import network.baton.node.chain.tx.TxSender;
import network.baton.node.chain.tx.TxSettings;
import network.baton.node.recognize.RecognitionBook;
import network.baton.node.recognize.SnapshotContract;
import network.baton.node.store.Store;
import network.baton.node.store.TxJournal;
import network.baton.node.trace.Trace;
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
  void start() throws IOException {
    chain = PaidChain.start(folder, PROVERS);
    for (int prover = 0; prover < PROVERS; prover++) {
      Path data = Files.createDirectories(folder.resolve("p" + prover));
      peers.add(new Peer(prover, Store.open(data, "prover " + prover)));
    }
    chain.mine(2 * PaidChain.SLOTS_PER_EPOCH);
    snapshot = snapshot();
  }

  @AfterEach
  void stop() {
    peers.forEach(peer -> peer.store.close());
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
    return peers.stream()
        .map(peer -> chain.gasUsed(chain.leaseKey(peer.prover).address(), 1))
        .toList();
  }

  private void advance(long blocks) {
    for (long block = 0; block < blocks; block++) {
      chain.mine(1);
      peers.forEach(Peer::see);
    }
  }

  /** A node's recognizing side, whose workers are a queue that the test empties. */
  private final class Peer {
    final int prover;
    final Store store;
    final TxSender sender;
    final Recognizer recognizer;
    final ArrayDeque<Runnable> work = new ArrayDeque<>();
    boolean isOff;

    Peer(int prover, Store store) {
      this.prover = prover;
      this.store = store;
      this.sender =
          new TxSender(
              chain.chain(),
              chain.leaseKey(prover).address(),
              new KeySigning(chain.leaseKey(prover), 31_337),
              TxSettings.DEFAULT,
              new TxJournal(store),
              Trace.none(),
              () -> 1_900_000_000_000L,
              (order, state, hash) -> {});
      sender.restore();
      this.recognizer = new Recognizer(prover, chain.rules(), contract(), sender, work::add);
    }

    void see() {
      if (isOff) {
        return;
      }
      sender.onBlock();
      recognizer.onBlock(chain.head().number());
      do {
        while (!work.isEmpty()) {
          work.removeFirst().run();
        }
        sender.drain();
      } while (!work.isEmpty());
    }
  }
}
