package network.baton.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import network.baton.lease.Event;
import network.baton.lease.LeaseCore;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Release;
import network.baton.node.api.Api;
import network.baton.node.board.Feed;
import network.baton.node.chain.ChainFollower;
import network.baton.node.clock.SntpClient;
import network.baton.wire.BeatKey;
import network.baton.wire.Exchange;
import network.baton.wire.ExchangeCodec;
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

  private final Closing closing;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final NodeBase base;
  private final Guards guards;
  private final P2p p2p;
  private final GossipLink gossip;
  private final ProvingWork proving;
  private final ChainWork chainWork;
  private final StatusExchange status;
  private final Claiming claiming;
  private final LateChainWatch watch = new LateChainWatch();
  private final NodeLoop loop;
  private final ChainFollower follower;
  private final NtpPoll ntp;
  private final Api api;

  /** Starts a node; when it returns the API answers and the node is on its way into the network. */
  static Node start(NodeSetup setup) {
    var closing = new Closing();
    try {
      var node = new Node(setup, closing);
      node.begin();
      return node;
    } catch (RuntimeException | Error e) {
      closing.close();
      throw e;
    }
  }

  private Node(NodeSetup setup, Closing closing) {
    this.closing = closing;
    base = NodeBase.open(setup, closing);
    guards = Guards.of(base, closing);
    p2p =
        closing.add(
            new P2p(
                setup,
                base.rules(),
                base.store(),
                base.clock()::nowMs,
                base.workers(),
                base.timer()));
    gossip =
        closing.add(
            new GossipLink(
                p2p.gossip(),
                base.wire(),
                base.rules(),
                base.mailbox()::offer,
                watch::knows,
                guards.ownKey()::heard,
                p2p.standing()));
    var codec = new ExchangeCodec(base.wire());
    BeatKey beatKey = BeatKey.generate();
    proving = ProvingWork.of(base, beatKey, gossip, p2p.requests(), codec, closing);
    chainWork = ChainWork.of(base, closing);
    status = statusExchange(codec);
    claiming =
        new Claiming(
            base.clock()::nowMs,
            base.mailbox()::post,
            status::exchangedPeers,
            p2p.peersNamed(),
            guards.ownKey(),
            List.of(guards.clock(), guards.versions(), chainWork::objection));
    var signer = new Signer(setup.leaseKey(), beatKey, base.wire(), base.record(), base.trace());
    NodeParts parts = parts(signer);
    var effects =
        new EffectRunner(
            parts, base.clock(), base.board(), chainWork.anchorer(), base.trace(), base.self());
    var feed = new Feed();
    loop = loop(effects, signer, feed);
    watch.set(chainWatch(effects, parts));
    follower =
        closing.add(
            new ChainFollower(
                base.chain(),
                base.rules(),
                base.contracts(),
                base.network()::genesisSnapshot,
                watch));
    ntp =
        new NtpPoll(
            setup.file().clock().servers(),
            new SntpClient(base.clock()::nowMicros, NtpPoll.TIMEOUT_MS)::ask,
            base.clock()::nowMs,
            guards.clock()::servers);
    api = closing.add(api(feed, parts));
  }

  private StatusExchange statusExchange(ExchangeCodec codec) {
    return new StatusExchange(
        base.rules(),
        p2p.requests(),
        codec,
        base.workers(),
        base.mailbox()::post,
        watch::headSlot,
        base.network().leaseSettings().keepSlots(),
        guards.ownKey()::heard,
        this::reviewClaiming);
  }

  private NodeParts parts(Signer signer) {
    return new NodeParts(
        signer,
        gossip,
        proving.provers(),
        proving.beater(),
        proving.desk(),
        chainWork.settler(),
        chainWork.blame(),
        chainWork.recognizer(),
        chainWork.orders(),
        status,
        guards.ownKey(),
        guards.clock(),
        guards.versions(),
        base.network()::proofTypeName,
        base.mailbox()::post);
  }

  private NodeLoop loop(EffectRunner effects, Signer signer, Feed feed) {
    return new NodeLoop(
        new LeaseCore(base.network().leaseSettings(), base.self()),
        base.clock(),
        base.mailbox(),
        effects,
        signer,
        chainWork.anchorer(),
        base.board(),
        feed);
  }

  private ChainWatch chainWatch(EffectRunner effects, NodeParts parts) {
    return new ChainWatch(
        base.self(),
        base.rules(),
        base.network().proofTypes(),
        base.mailbox(),
        effects,
        base.board(),
        chainWork.anchorer(),
        parts,
        base.contracts(),
        chainWork.sender(),
        base.workers(),
        base.trace(),
        base.timer(),
        p2p.gossip()::counters);
  }

  private Api api(Feed feed, NodeParts parts) {
    var page =
        new StatusPage(
            base.setup(), base.identity(), watch, claiming, parts, p2p, base.mailbox(), ntp);
    var metrics =
        new NodeMetrics(
            page::counters,
            page::peerCount,
            page::headSlot,
            () -> claiming.isAllowed() ? 1 : 0,
            guards.clock()::serversOffsetMs,
            p2p::discoveryNodes,
            p2p.reach()::gauge);
    return Api.start(
        base.setup().file().api().host(),
        base.setup().file().api().port(),
        feed,
        page::status,
        metrics::scrape);
  }

  /** Everything stands; now it moves. What was signed before comes first. */
  @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
  private void begin() {
    base.mailbox().post(Restoring.from(base.record(), base.wire(), base.trace()));
    new Rehearsal(
            base.chain(),
            base.network(),
            base.wire(),
            base.store(),
            base.record(),
            gossip,
            proving.provers())
        .play();
    loop.start();
    closing.add(loop::stop);
    p2p.requests()
        .serve(Exchange.PROOF_PROTOCOL, (peer, request) -> async(() -> serveProof(request)));
    p2p.requests()
        .serve(Exchange.STATUS_PROTOCOL, (peer, request) -> async(() -> status.serve(request)));
    p2p.host().addConnectionListener(status);
    gossip.subscribe();
    p2p.open();
    proving.beater().begin();
    chainWork.sender().start();
    follower.start();
    claiming.watch(base.timer());
    ntp.begin(base.timer(), base.workers());
    base.timer()
        .scheduleWithFixedDelay(
            proving.provers()::reportCapacity, 0, PROVER_REVIEW_MS, TimeUnit.MILLISECONDS);
    new Housekeeping(
            base.store(),
            base.record(),
            watch::headSlot,
            base.network().leaseSettings().keepSlots())
        .begin(base.timer());
    base.trace()
        .say(
            "start",
            "prover",
            base.self(),
            "name",
            base.setup().file().name(),
            "pid",
            ProcessHandle.current().pid(),
            "version",
            Version.TEXT);
    if (base.identity().isObserver()) {
      LOG.info("this lease key is not registered: the node watches and relays, and does not claim");
    }
  }

  private byte[] serveProof(byte[] request) {
    return proving.desk().serve(request);
  }

  private void reviewClaiming() {
    claiming.review();
  }

  private CompletableFuture<byte[]> async(Supplier<byte[]> work) {
    return CompletableFuture.supplyAsync(work, base.workers());
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
    List<VerifiedLease> running = proving.provers().runningLeases();
    for (VerifiedLease lease : running) {
      base.mailbox().post(new Event.ProverFailed(lease.digest(), Release.Reason.SHUTDOWN));
    }
    if (!running.isEmpty()) {
      pause();
    }
    base.trace().say("stop");
    closing.close();
    LOG.info("{} stopped", base.setup().file().name());
    stopped.countDown();
  }

  private static void pause() {
    try {
      Thread.sleep(FAREWELL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
