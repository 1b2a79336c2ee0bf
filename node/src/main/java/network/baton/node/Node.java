package network.baton.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import network.baton.lease.Address;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseCore;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Release;
import network.baton.node.api.Api;
import network.baton.node.board.Feed;
import network.baton.node.board.SlotBoard;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.ChainFollower;
import network.baton.node.chain.Contracts;
import network.baton.node.chain.SnapshotSource;
import network.baton.node.chain.tx.KeySigning;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.chain.tx.TxSender;
import network.baton.node.clock.SntpClient;
import network.baton.node.config.NetworkFile;
import network.baton.node.evidence.JudgeBook;
import network.baton.node.recognize.SnapshotContract;
import network.baton.node.store.EvidenceShelf;
import network.baton.node.store.Lives;
import network.baton.node.store.Rewards;
import network.baton.node.store.SafetyRecord;
import network.baton.node.store.Store;
import network.baton.node.store.TxJournal;
import network.baton.node.trace.Trace;
import network.baton.wire.BeatKey;
import network.baton.wire.Exchange;
import network.baton.wire.ExchangeCodec;
import network.baton.wire.NetworkRules;
import network.baton.wire.SigningDomain;
import network.baton.wire.Wire;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node. Only constructs its parts, in an order in which each finds what it needs, and
 * closes them.
 */
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** A stop that takes longer ends the process all the same, with exit code 1. */
  static final long STOP_MAX_S = 8;

  /** How long a clean stop gives the releases to reach the peers, in milliseconds. */
  static final long FAREWELL_MS = 300;

  /** How often the provers are asked whether they can take jobs, in milliseconds. */
  static final long PROVER_REVIEW_MS = 500;

  private final NodeSetup setup;
  private final NodeClock clock = new NodeClock();
  private final Mailbox mailbox = new Mailbox();
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final P2p p2p;
  private final Api api;
  private final Provers provers;
  private final Claiming claiming;
  private final NodeLoop loop;
  private final Trace trace;

  /** Starts a node; when it returns the API answers and the node is on its way into the network. */
  static Node start(NodeSetup setup) {
    var closing = new ArrayDeque<AutoCloseable>();
    try {
      return new Node(setup, closing);
    } catch (RuntimeException | Error e) {
      close(closing);
      throw e;
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
  private Node(NodeSetup setup, Deque<AutoCloseable> closing) {
    this.setup = setup;
    NetworkFile network = setup.network();
    NetworkRules rules = network.rules();
    ChainClient chain = open(closing, ChainClient.connect(setup.file().rpc().url()));
    var contracts = new Contracts(chain, network);
    contracts.checkDeployed();
    Identity identity = Identity.find(setup, chain, contracts);
    Path dataDir = setup.folder().resolve(setup.file().dataDir());
    Store store =
        open(closing, Store.open(dataDir, rules.networkId() + "/" + setup.leaseKey().address()));
    var record = new SafetyRecord(store);
    var ownKey =
        open(
            closing,
            new OwnKeyWatch(
                new OwnKeyWatch.Terms(
                    setup.leaseKey().address(),
                    rules,
                    network.leaseSettings().keepSlots(),
                    network.leaseSettings().beatOldMs(),
                    setup.file().safety().slots()),
                record,
                new Lives(store, dataDir),
                clock::nowMs));
    var clockWatch = new ClockWatch(clock);
    var versions = new VersionWatch(Version.NUMBER, contracts::versions);
    versions.read();
    trace = open(closing, trace(dataDir, setup));
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("baton-timer").daemon().factory());
    closing.push(timer::shutdownNow);
    ExecutorService workers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("baton-work-", 0).factory());
    closing.push(workers::shutdownNow);
    p2p = open(closing, new P2p(setup, rules, store, clock::nowMs, workers, timer));

    var wire =
        new Wire(
            new SigningDomain(network.chainId(), Address.fromHex(network.contracts().registry())));
    var codec = new ExchangeCodec(wire);
    var board = new SlotBoard(network::proofTypeName);
    var feed = new Feed();
    BeatKey beatKey = BeatKey.generate();
    var signer = new Signer(setup.leaseKey(), beatKey, wire, record, trace);
    var watch = new LateChainWatch();
    GossipLink gossip =
        open(
            closing,
            new GossipLink(
                p2p.gossip(),
                wire,
                rules,
                mailbox::offer,
                watch::knows,
                ownKey::heard,
                p2p.standing()));
    Beater beater =
        open(
            closing,
            new Beater(
                clock,
                beatKey,
                wire,
                network.leaseSettings().beatMs(),
                gossip::publishBeat,
                mailbox::post,
                trace));
    var news = new ProverNews(mailbox, board, beater, trace, identity.index());
    var check = new ProofCheck(chain, network);
    var desk = new ProofDesk(p2p.requests(), codec, check, store, workers, mailbox::post, news);
    provers =
        open(
            closing,
            new Provers(
                ProverSet.of(
                    setup.file().provers(),
                    network.leaseSettings().order(),
                    dataDir,
                    setup.folder()),
                network,
                identity.operator(),
                check,
                store,
                desk,
                trace,
                clock,
                workers,
                mailbox::post,
                news));
    TxSender sender =
        open(
            closing,
            new TxSender(
                chain,
                setup.leaseKey().address(),
                new KeySigning(setup.leaseKey(), network.chainId()),
                setup.file().spending().settings(),
                new TxJournal(store),
                trace,
                clock::nowMs,
                (order, state, hash) -> mailbox.run(() -> board.transaction(order, state, hash))));
    var collector = new Collector(identity.index(), new Rewards(store), contracts, sender::submit);
    var settler = new Settler(identity.index(), store, wire, contracts, sender, collector, workers);
    var snapshots = new SnapshotSource(chain, rules, Hash32.fromHex(network.genesisSeed()));
    var accuser =
        new Accuser(
            identity.index(),
            new EvidenceShelf(store),
            wire,
            judge(setup, chain, contracts, snapshots, wire),
            sender,
            workers);
    var recognizer =
        new Recognizer(
            identity.index(), rules, snapshotContract(network, chain, snapshots), sender, workers);
    var status =
        new StatusExchange(
            rules,
            p2p.requests(),
            codec,
            workers,
            mailbox::post,
            watch::headSlot,
            network.leaseSettings().keepSlots(),
            ownKey::heard,
            this::reviewClaiming);
    claiming =
        new Claiming(
            clock::nowMs,
            mailbox::post,
            status::exchangedPeers,
            p2p.peersNamed(),
            ownKey,
            List.of(clockWatch, versions, () -> sending(sender)));
    var anchorer =
        new Anchorer(
            identity.index(),
            network.clock().slotSeconds() * 1_000L,
            (slot, root, leaves) ->
                sender.submit(
                    new TxOrder(
                        Anchorer.ANCHOR,
                        slot,
                        null,
                        contracts.anchorAddress(),
                        contracts.anchorCall(slot, root, leaves))));
    var parts =
        new NodeParts(
            signer,
            gossip,
            provers,
            beater,
            desk,
            settler,
            accuser,
            recognizer,
            status,
            ownKey,
            clockWatch,
            versions,
            network::proofTypeName,
            mailbox::post);
    var effects = new EffectRunner(parts, clock, board, anchorer, trace, identity.index());
    loop =
        new NodeLoop(
            new LeaseCore(network.leaseSettings(), identity.index()),
            clock,
            mailbox,
            effects,
            signer,
            anchorer,
            board,
            feed);
    watch.set(
        new ChainWatch(
            identity.index(),
            rules,
            network.proofTypes(),
            mailbox,
            effects,
            board,
            anchorer,
            parts,
            contracts,
            sender,
            workers,
            trace,
            timer,
            p2p.gossip()::counters));
    var follower =
        open(closing, new ChainFollower(chain, rules, contracts, network::genesisSnapshot, watch));
    var ntp =
        new NtpPoll(
            setup.file().clock().servers(),
            new SntpClient(clock::nowMicros, NtpPoll.TIMEOUT_MS)::ask,
            clock::nowMs,
            clockWatch::servers);
    var statusPage = new StatusPage(setup, identity, watch, claiming, parts, p2p, mailbox, ntp);
    var metrics =
        new NodeMetrics(
            statusPage::counters,
            statusPage::peerCount,
            statusPage::headSlot,
            () -> claiming.isAllowed() ? 1 : 0,
            clockWatch::serversOffsetMs,
            p2p::discoveryNodes,
            p2p.reach()::gauge);
    api =
        open(
            closing,
            Api.start(
                setup.file().api().host(),
                setup.file().api().port(),
                feed,
                statusPage::status,
                metrics::scrape));

    // Everything stands; now it moves. What was signed before comes first.
    mailbox.post(Restoring.from(record, wire, trace));
    new Rehearsal(chain, network, wire, store, record, gossip, provers).play();
    loop.start();
    closing.push(loop::stop);
    p2p.requests()
        .serve(
            Exchange.PROOF_PROTOCOL, (peer, request) -> async(workers, () -> desk.serve(request)));
    p2p.requests()
        .serve(
            Exchange.STATUS_PROTOCOL,
            (peer, request) -> async(workers, () -> status.serve(request)));
    p2p.host().addConnectionListener(status);
    gossip.subscribe();
    p2p.open();
    beater.begin();
    sender.start();
    follower.start();
    claiming.watch(timer);
    ntp.begin(timer, workers);
    timer.scheduleWithFixedDelay(
        provers::reportCapacity, 0, PROVER_REVIEW_MS, TimeUnit.MILLISECONDS);
    new Housekeeping(store, record, watch::headSlot, network.leaseSettings().keepSlots())
        .begin(timer);
    this.closing.addAll(closing);
    trace.say(
        "start",
        "prover",
        identity.index(),
        "name",
        setup.file().name(),
        "pid",
        ProcessHandle.current().pid(),
        "version",
        Version.TEXT);
    if (identity.isObserver()) {
      LOG.info("this lease key is not registered: the node watches and relays, and does not claim");
    }
  }

  private static @Nullable JudgeBook judge(
      NodeSetup setup,
      ChainClient chain,
      Contracts contracts,
      SnapshotSource snapshots,
      Wire wire) {
    String judge = setup.network().contracts().judge();
    Address account = setup.leaseKey().address();
    return judge == null
        ? null
        : new JudgeBook(chain, contracts, snapshots, wire, Address.fromHex(judge), account);
  }

  private static @Nullable SnapshotContract snapshotContract(
      NetworkFile network, ChainClient chain, SnapshotSource snapshots) {
    String contract = network.contracts().snapshots();
    return contract == null
        ? null
        : new SnapshotContract(chain, snapshots, Address.fromHex(contract));
  }

  private static @Nullable Objection sending(TxSender sender) {
    String trouble = sender.trouble();
    return trouble == null ? null : new Objection(Objection.Why.JOURNAL, trouble);
  }

  private void reviewClaiming() {
    claiming.review();
  }

  private static <T extends AutoCloseable> T open(Deque<AutoCloseable> closing, T part) {
    closing.push(part);
    return part;
  }

  private static CompletableFuture<byte[]> async(ExecutorService workers, Supplier<byte[]> work) {
    return CompletableFuture.supplyAsync(work, workers);
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

  public String apiUrl() {
    return api.url();
  }

  /** The address at which peers find this node. */
  public String address() {
    return p2p.address().toText();
  }

  /** Blocks until the process is told to stop, by a signal. */
  void awaitStop() throws InterruptedException {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("baton-stop")
                .unstarted(
                    () -> {
                      stop.countDown();
                      try {
                        // A signal's own exit code would say that the node was killed; it ended as
                        // told.
                        Runtime.getRuntime()
                            .halt(stopped.await(STOP_MAX_S, TimeUnit.SECONDS) ? 0 : 1);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    }));
    stop.await();
  }

  /**
   * Stops cleanly: claims nothing more, releases what runs, tells the peers, and closes all parts.
   */
  @Override
  public void close() {
    claiming.shutDown();
    List<VerifiedLease> running = provers.runningLeases();
    for (VerifiedLease lease : running) {
      mailbox.post(new Event.ProverFailed(lease.digest(), Release.Reason.SHUTDOWN));
    }
    if (!running.isEmpty()) {
      pause();
    }
    trace.say("stop");
    close(closing);
    LOG.info("{} stopped", setup.file().name());
    stopped.countDown();
  }

  private static void pause() {
    try {
      Thread.sleep(FAREWELL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Deque<AutoCloseable> closing) {
    while (!closing.isEmpty()) {
      AutoCloseable part = closing.pop();
      try {
        part.close();
      } catch (Exception e) { // the loop's edge: the other parts still have to be closed
        LOG.warn("closing {} failed: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
