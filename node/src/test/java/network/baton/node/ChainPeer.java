package network.baton.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.tx.KeySigning;
import network.baton.node.chain.tx.TxSender;
import network.baton.node.chain.tx.TxSettings;
import network.baton.node.chain.tx.TxState;
import network.baton.node.store.Store;
import network.baton.node.store.TxJournal;
import network.baton.node.trace.Trace;

/**
 * What one prover's node needs at a {@link PaidChain}: a store, a sender, and workers that are a
 * queue, so that everything happens on the test's thread when the test says so.
 */
final class ChainPeer implements AutoCloseable {
  final int prover;
  final Store store;
  final TxSender sender;

  /** What became of orders last, by key. */
  final Map<String, TxState> states = new HashMap<>();

  private final ArrayDeque<Runnable> work = new ArrayDeque<>();
  private final PaidChain chain;

  /** In a folder of its own below this one; with what an earlier life left there. */
  ChainPeer(PaidChain chain, int prover, Path folder) {
    this(chain, prover, folder, TxSettings.DEFAULT);
  }

  ChainPeer(PaidChain chain, int prover, Path folder, TxSettings settings) {
    this(chain, prover, folder, settings, chain.chain());
  }

  /** At an endpoint of its own. */
  ChainPeer(PaidChain chain, int prover, Path folder, TxSettings settings, ChainClient client) {
    this.chain = chain;
    this.prover = prover;
    this.store = Store.open(data(folder, prover), "prover " + prover);
    this.sender =
        new TxSender(
            client,
            chain.leaseKey(prover).address(),
            new KeySigning(chain.leaseKey(prover), 31_337),
            settings,
            new TxJournal(store),
            Trace.none(),
            () -> 1_900_000_000_000L,
            (order, state, hash) -> states.put(order.key(), state));
    sender.restore();
  }

  private static Path data(Path folder, int prover) {
    try {
      return Files.createDirectories(folder.resolve("p" + prover));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Executor workers() {
    return work::add;
  }

  /** Does the eldest piece of work only. */
  void workOnce() {
    work.removeFirst().run();
  }

  /** Does all work, and what comes of it. */
  void run() {
    do {
      while (!work.isEmpty()) {
        work.removeFirst().run();
      }
      sender.drain();
    } while (!work.isEmpty());
  }

  /** Gas that the prover's lease key paid for since a block. */
  long gasUsed(long fromBlock) {
    return chain.gasUsed(chain.leaseKey(prover).address(), fromBlock);
  }

  @Override
  public void close() {
    store.close();
  }
}
