package network.baton.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import network.baton.node.board.SlotBoard;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.Contracts;
import network.baton.node.config.NetworkFile;
import network.baton.node.store.SafetyRecord;
import network.baton.node.store.Store;
import network.baton.node.trace.Trace;
import network.baton.wire.NetworkRules;
import network.baton.wire.Wire;

/**
 * What every part of a node stands on: who it is, its place on the chain, its store, its clock and
 * its threads. Opened first, closed last.
 *
 * @param timer one thread; nothing on it may block
 * @param workers virtual threads, for all that blocks
 */
record NodeBase(
    NodeSetup setup,
    ChainClient chain,
    Contracts contracts,
    Identity identity,
    Path dataDir,
    Store store,
    SafetyRecord record,
    Wire wire,
    NodeClock clock,
    Mailbox mailbox,
    SlotBoard board,
    Trace trace,
    ScheduledExecutorService timer,
    ExecutorService workers) {

  /** Refuses a chain without the contracts, a store of another key and one that is in use. */
  static NodeBase open(NodeSetup setup, Closing closing) {
    NetworkFile network = setup.network();
    ChainClient chain = closing.add(ChainClient.connect(setup.file().rpc().url()));
    var contracts = new Contracts(chain, network);
    contracts.checkDeployed();
    Identity identity = Identity.find(setup, chain, contracts);
    Path dataDir = setup.folder().resolve(setup.file().dataDir());
    Store store =
        closing.add(
            Store.open(dataDir, network.rules().networkId() + "/" + setup.leaseKey().address()));
    Trace trace = closing.add(trace(dataDir, setup));
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("baton-timer").daemon().factory());
    closing.add(timer::shutdownNow);
    ExecutorService workers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("baton-work-", 0).factory());
    closing.add(workers::shutdownNow);
    return new NodeBase(
        setup,
        chain,
        contracts,
        identity,
        dataDir,
        store,
        new SafetyRecord(store),
        new Wire(network.signingDomain()),
        new NodeClock(),
        new Mailbox(),
        new SlotBoard(network::proofTypeName),
        trace,
        timer,
        workers);
  }

  private static Trace trace(Path dataDir, NodeSetup setup) {
    String file = setup.file().trace();
    try {
      return file == null ? Trace.none() : Trace.to(dataDir.resolve(file));
    } catch (IOException e) {
      throw new NodeException(
          "trace: " + dataDir.resolve(file) + " cannot be written: " + e.getMessage(), e);
    }
  }

  NetworkFile network() {
    return setup.network();
  }

  NetworkRules rules() {
    return setup.network().rules();
  }

  /** The own index in the registry, or -1 for an observer. */
  int self() {
    return identity.index();
  }
}
