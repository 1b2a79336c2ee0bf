package network.baton.peer;

import static network.baton.peer.EventLog.error;
import static network.baton.peer.EventLog.field;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.crypto.KeyType;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.gossip.AuthorMessageId;
import network.baton.libp2p.gossip.AuthorPolicy;
import network.baton.libp2p.gossip.ContentMessageId;
import network.baton.libp2p.gossip.GossipLimits;
import network.baton.libp2p.gossip.GossipMessage;
import network.baton.libp2p.gossip.GossipSettings;
import network.baton.libp2p.gossip.GossipSub;
import network.baton.libp2p.gossip.ValidationResult;
import network.baton.libp2p.host.HostConfig;
import network.baton.libp2p.host.HostLimits;
import network.baton.libp2p.host.TcpHost;
import network.baton.libp2p.noise.NoiseHandler;
import network.baton.libp2p.protocol.PeerInfo;
import network.baton.libp2p.yamux.YamuxSession;

/** Host and gossip of the process, and what of them is shown as events. */
final class PeerHost implements AutoCloseable {
  private static final int THREADS = 2;
  private static final long MESH_POLL_MS = 20;
  private static final String ACK = "-ack";
  private static final int INDEX_BYTES = Long.BYTES;
  private static final int HEAD_BYTES = 2 * Long.BYTES;

  private final PeerOptions options;
  private final EventLog log;
  private final NodeKey key;
  private final TcpHost host;
  private final GossipSub gossip;
  private final ExecutorService workers = Executors.newFixedThreadPool(THREADS, daemons());
  private final Deliveries deliveries;
  private final Semaphore news = new Semaphore(0);
  private final AtomicLong acknowledged = new AtomicLong();

  /** What was shown of each topic. */
  private final Map<String, Shown> shown = new ConcurrentHashMap<>();

  private volatile boolean closed;

  private static final class Shown {
    private Set<PeerId> subscribers = Set.of();
    private Set<PeerId> mesh = Set.of();
  }

  PeerHost(PeerOptions options, EventLog log) {
    this.options = options;
    this.log = log;
    this.key = NodeKey.generate(options.key());
    this.deliveries = new Deliveries(options.warmup(), options.warmupMs());
    List<Multiaddr> listen =
        options.listenPort() < 0
            ? List.of()
            : List.of(Multiaddr.fromText("/ip4/127.0.0.1/tcp/" + options.listenPort()));
    this.host =
        TcpHost.create(
            new HostConfig(
                listen, key, "baton-peer", THREADS, HostLimits.defaults(), List.of(), true));
    Set<String> topics = new HashSet<>(options.topics());
    options.topics().forEach(topic -> topics.add(topic + ACK));
    this.gossip =
        new GossipSub(
            host,
            GossipSettings.of(topics).with(GossipLimits.BULK),
            options.sign() ? new AuthorMessageId() : new ContentMessageId(),
            options.sign() ? AuthorPolicy.strictSign(key) : AuthorPolicy.STRICT_NO_SIGN,
            workers);
    host.addConnectionListener(new Connections());
  }

  void start() throws IOException {
    host.listen();
    for (String topic : options.topics()) {
      gossip.subscribe(topic, this::received);
      shown.put(topic, new Shown());
      if (options.acknowledges()) {
        gossip.subscribe(topic + ACK, this::acknowledged);
        shown.put(topic + ACK, new Shown());
      }
    }
    List<String> addresses =
        host.listenAddresses().stream()
            .map(address -> address.withPeer(host.peerId()).toText())
            .toList();
    log.emit(
        "start",
        field("impl", "baton"),
        field("peer", host.peerId().toText()),
        field("addrs", addresses),
        field("policy", options.sign() ? "StrictSign" : "StrictNoSign"),
        field("key", keyName(options.key())),
        field("pid", ProcessHandle.current().pid()),
        field("java", Runtime.version().toString()));
    Thread.ofVirtual().start(this::watchMeshes);
  }

  TcpHost host() {
    return host;
  }

  GossipSub gossip() {
    return gossip;
  }

  Deliveries deliveries() {
    return deliveries;
  }

  /** The highest count of messages that a listener has told. */
  long acknowledged() {
    return acknowledged.get();
  }

  int subscribers(String topic) {
    return gossip.subscribers(topic).size();
  }

  int meshSize(String topic) {
    return gossip.mesh(topic).size();
  }

  /** Returns when a message has come, or after some time. */
  void awaitMessages(long waitMs) throws InterruptedException {
    if (news.tryAcquire(waitMs, TimeUnit.MILLISECONDS)) {
      news.drainPermits();
    }
  }

  void showStreams() {
    for (Connection connection : host.connections()) {
      host.streams(connection.remotePeer())
          .forEach(
              (stream, outbound) ->
                  log.emit(
                      "stream",
                      field("proto", stream.protocol()),
                      field("dir", outbound ? "out" : "in")));
    }
  }

  @Override
  public void close() {
    closed = true;
    gossip.close();
    host.close();
    workers.shutdownNow();
  }

  private CompletionStage<ValidationResult> received(GossipMessage message, PeerId from) {
    long nowNs = System.nanoTime();
    ByteString data = message.data();
    ByteBuffer head = data.asReadOnlyByteBuffer();
    long index = data.size() >= INDEX_BYTES ? head.getLong(0) : -1;
    long latencyNs = data.size() >= HEAD_BYTES ? nowNs - head.getLong(INDEX_BYTES) : 0;
    long got = deliveries.add(index, latencyNs, nowNs, data.size());
    if (!options.quiet()) {
      show(message, nowNs, latencyNs);
    }
    if (options.ackEvery() > 0 && got % options.ackEvery() == 0) {
      byte[] ack = ByteBuffer.allocate(HEAD_BYTES).putLong(got).putLong(nowNs).array();
      acknowledge(message.topic() + ACK, ack);
    }
    if (got == options.expect()) {
      tell(); // whoever waits looks by itself from time to time
    }
    return CompletableFuture.completedFuture(ValidationResult.ACCEPT);
  }

  /** Wakes who waits for messages. */
  private void tell() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  private void acknowledge(String topic, byte[] ack) {
    var _ =
        gossip
            .publishLater(topic, ack)
            .exceptionally(
                failure -> {
                  log.emit("ack-error", error(failure));
                  return null;
                });
  }

  private void show(GossipMessage message, long nowNs, long latencyNs) {
    ByteString from = message.from();
    ByteString seqno = message.seqno();
    byte[] head =
        message.data().substring(0, Math.min(HEAD_BYTES, message.data().size())).toByteArray();
    log.emit(
        "msg",
        field("topic", message.topic()),
        field("from", from == null ? null : PeerId.fromBytes(from.toByteArray()).toText()),
        field("size", message.data().size()),
        field(
            "seqno",
            seqno == null ? null : Long.toUnsignedString(seqno.asReadOnlyByteBuffer().getLong())),
        field("mono_ns", Long.toString(nowNs)),
        field("head", HexFormat.of().formatHex(head)),
        field("lat_us", latencyNs / 1e3),
        field("hasKey", message.key() != null));
  }

  private CompletionStage<ValidationResult> acknowledged(GossipMessage message, PeerId from) {
    if (message.data().size() >= INDEX_BYTES) {
      long count = message.data().asReadOnlyByteBuffer().getLong();
      acknowledged.accumulateAndGet(count, Math::max);
      tell();
    }
    return CompletableFuture.completedFuture(ValidationResult.ACCEPT);
  }

  /** Shows who subscribed and who is in the mesh, by what changed between two looks. */
  private void watchMeshes() {
    while (!closed) {
      try {
        shown.forEach(this::showChanges);
      } catch (IllegalStateException e) {
        return; // the gossip is closed
      }
      LockSupport.parkNanos(MESH_POLL_MS * 1_000_000);
    }
  }

  private void showChanges(String topic, Shown before) {
    Set<PeerId> subscribers = gossip.subscribers(topic);
    Set<PeerId> mesh = gossip.mesh(topic);
    changes(before.subscribers, subscribers, peer -> subscription(peer, "+" + topic));
    changes(before.mesh, mesh, peer -> mesh("mesh", peer, topic));
    changes(mesh, before.mesh, peer -> mesh("prune", peer, topic));
    changes(subscribers, before.subscribers, peer -> subscription(peer, "-" + topic));
    before.subscribers = subscribers;
    before.mesh = mesh;
  }

  private void subscription(PeerId peer, String change) {
    log.emit("subs", field("peer", peer.toText()), field("subs", List.of(change)));
  }

  private void mesh(String event, PeerId peer, String topic) {
    log.emit(event, field("peer", peer.toText()), field("topic", topic));
  }

  private static void changes(Set<PeerId> before, Set<PeerId> after, Consumer<PeerId> onNew) {
    after.stream().filter(peer -> !before.contains(peer)).forEach(onNew);
  }

  private static String keyName(KeyType type) {
    return switch (type) {
      case ED25519 -> "Ed25519";
      case SECP256K1 -> "secp256k1";
      case ECDSA, RSA -> type.name();
    };
  }

  private static ThreadFactory daemons() {
    return Thread.ofPlatform().daemon().name("peer-", 1).factory();
  }

  private final class Connections implements ConnectionListener {
    @Override
    public void onConnected(Connection connection) {
      log.emit(
          "connected",
          field("peer", connection.remotePeer().toText()),
          field("dir", connection.outbound() ? "out" : "in"),
          field("addr", connection.remoteAddress().withPeer(connection.remotePeer()).toText()),
          field("muxer", YamuxSession.PROTOCOL),
          field("security", NoiseHandler.PROTOCOL));
    }

    @Override
    public void onIdentified(Connection connection, List<String> protocols) {
      PeerInfo info = host.info(connection.remotePeer()).orElse(null);
      if (info != null) {
        log.emit(
            "identify",
            field("peer", connection.remotePeer().toText()),
            field("agent", info.agentVersion()),
            field("protocolVersion", info.protocolVersion()),
            field("protocols", info.protocols()),
            field("listen", info.listenAddresses().stream().map(Multiaddr::toText).toList()),
            field("observed", info.observed().map(Multiaddr::toText).orElse(null)),
            field("signedPeerRecord", !info.signedPeerRecord().isEmpty()));
      }
    }

    @Override
    public void onDisconnected(Connection connection) {
      log.emit("disconnected", field("peer", connection.remotePeer().toText()));
    }
  }
}
