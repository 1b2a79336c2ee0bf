package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Host;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gossipsub over a host: carries a {@link GossipRouter}. One loop thread owns the router and the
 * channels to the peers; streams are read and frames decoded on the host's event loops; validators
 * run on an executor. Must be made before the host's first connection; closing it does not close
 * the host.
 */
public final class GossipSub implements Pubsub, AutoCloseable {
  /** A peer that identify says nothing of is asked for a stream after this time. */
  private static final long UNIDENTIFIED_MS = 2_000;

  /** Attempts to open a stream to a peer that may not speak the protocol at all. */
  private static final int BLIND_ATTEMPTS_MAX = 3;

  private final Host host;
  private final GossipSettings settings;
  private final GossipRouter router;
  private final AuthorPolicy policy;
  private final Executor executor;
  private final Validation validation;
  private final PeerExchange exchange;

  /** Held while a message is made and posted, so that sequence numbers leave in their order. */
  private final Object publishing = new Object();

  private final GossipCounters counters = new GossipCounters();
  private final Mailbox mailbox;
  private final Map<String, TopicValidator> validators = new ConcurrentHashMap<>();

  // Owned by the loop:
  private final Map<PeerId, PeerChannel> channels = new HashMap<>();
  private final PriorityQueue<Retry> retries =
      new PriorityQueue<>(Comparator.comparingLong(Retry::atMs));

  /** When to try again to open a stream. */
  private record Retry(PeerChannel channel, long atMs, int attempt) {}

  /** With {@link AuthorPolicy#STRICT_NO_SIGN}. */
  public GossipSub(Host host, GossipSettings settings, MessageIdFunction ids, Executor executor) {
    this(host, settings, ids, AuthorPolicy.STRICT_NO_SIGN, executor);
  }

  /**
   * @param ids names messages; with {@link AuthorPolicy#strictSign} usually {@link
   *     AuthorMessageId}, without authors never that one
   * @param executor checks signatures and runs validators; the number of messages there is bounded
   *     by the settings, so one of virtual threads is fine. Stays with the caller
   */
  public GossipSub(
      Host host,
      GossipSettings settings,
      MessageIdFunction ids,
      AuthorPolicy policy,
      Executor executor) {
    this.host = host;
    this.settings = settings;
    this.policy = policy;
    this.executor = executor;
    this.router = new GossipRouter(settings, ids, policy, new SplittableRandom(), nowMs());
    this.mailbox =
        new Mailbox(
            "gossip", GossipSub::nowMs, this::nextWakeMs, this::tick, counters.loopFailures);
    this.validation =
        new Validation(
            executor, 4 * settings.limits().heldMax(), counters.validatorFailures, this::answered);
    this.exchange =
        new PeerExchange(host, settings.exchangePrivate(), executor, mailbox::post, counters);
    host.handle(new Inbound());
    host.addConnectionListener(new Connections());
    mailbox.start();
  }

  @Override
  public void subscribe(String topic, TopicValidator validator) {
    requireAllowed(topic);
    validators.put(topic, validator);
    mailbox.post(() -> apply(new GossipEvent.Subscribe(topic)));
  }

  /** Leaves a topic; its messages are not received any more. */
  public void unsubscribe(String topic) {
    mailbox.post(() -> apply(new GossipEvent.Unsubscribe(topic)));
  }

  @Override
  public int publish(String topic, byte[] data) {
    return publishTracked(topic, data).peers();
  }

  /**
   * Publishes, and lets the caller follow the writes. Returns when the message is with the streams'
   * event loops.
   *
   * @throws IllegalArgumentException if data is larger than the message size limit, or the topic is
   *     not on the allow-list
   * @throws IllegalStateException if this is closed
   */
  public Publication publishTracked(String topic, byte[] data) {
    requireAllowed(topic);
    if (data.length > settings.limits().messageBytesMax()) {
      throw new IllegalArgumentException("message of " + data.length + " bytes");
    }
    ByteString copy = ByteString.copyFrom(data);
    CompletableFuture<Publication> published;
    synchronized (publishing) {
      GossipEvent event = new GossipEvent.Publish(policy.create(topic, copy));
      published = mailbox.submit(() -> publishNow(event));
    }
    return Mailbox.await(published);
  }

  /** The application's word on a peer, P5 of its score; 0 takes it back. */
  public void appScore(PeerId peer, double value) {
    mailbox.post(() -> apply(new GossipEvent.AppScore(peer, value)));
  }

  /**
   * A signed record that a connected peer showed, in identify say; it is named to others with it.
   * Anything else than a record of that peer is dropped. Any thread; must not block, so the
   * signature is checked elsewhere.
   */
  public void peerRecord(PeerId peer, byte[] envelope) {
    ByteString copy = ByteString.copyFrom(envelope);
    executor.execute(
        () -> {
          if (PeerExchange.proves(peer, copy)) {
            mailbox.post(() -> apply(new GossipEvent.RecordSeen(peer, copy)));
          }
        });
  }

  private Publication publishNow(GossipEvent event) {
    WriteTracker tracker = new WriteTracker();
    return tracker.sealed(perform(router.apply(event, nowMs()), tracker));
  }

  /** Present peers subscribed to a topic. */
  public int subscriberCount(String topic) {
    return mailbox.ask(() -> router.subscribers(topic).size());
  }

  /** Present peers subscribed to a topic. */
  public Set<PeerId> subscribers(String topic) {
    return mailbox.ask(() -> router.subscribers(topic));
  }

  /** Present mesh members of a topic. */
  public Set<PeerId> mesh(String topic) {
    return mailbox.ask(() -> router.mesh(topic));
  }

  /** Present size of the mesh of each joined topic. */
  public Map<String, Integer> meshSizes() {
    return mailbox.ask(router::meshSizes);
  }

  /**
   * Bytes, RPCs, streams, messages by outcome, refusals by reason, RPCs dropped by class, all since
   * start; {@code mesh.<topic>} and {@code peers} are present sizes, {@code scoreMilli.<part>.<min,
   * median, max>} present scores in thousandths; these are left out once this is closed.
   */
  @Override
  public Map<String, Long> counters() {
    Map<String, Long> read = new TreeMap<>(counters.read());
    try {
      read.putAll(mailbox.ask(this::present));
    } catch (IllegalStateException e) {
      // Closed: the counts remain.
    }
    return read;
  }

  private Map<String, Long> present() {
    Map<String, Long> present = new HashMap<>(ScoreSummary.milli(router.scores().values()));
    router.meshSizes().forEach((topic, size) -> present.put("mesh." + topic, (long) size));
    present.put("peers", channels.values().stream().filter(c -> c.announced).count());
    return present;
  }

  @Override
  public void close() {
    mailbox.close(
        () -> {
          channels.values().forEach(PeerChannel::close);
          channels.clear();
        });
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }

  private void requireAllowed(String topic) {
    if (!settings.topics().contains(topic)) {
      throw new IllegalArgumentException("topic is not on the allow-list: " + topic);
    }
  }

  // The loop from here on.

  private long nextWakeMs() {
    Retry retry = retries.peek();
    long wakeMs = router.nextWakeMs();
    return retry == null ? wakeMs : Math.min(wakeMs, retry.atMs);
  }

  private void tick() {
    long nowMs = nowMs();
    apply(new GossipEvent.Tick());
    channels.values().forEach(PeerChannel::drain);
    for (Retry due = retries.peek(); due != null && due.atMs <= nowMs; due = retries.peek()) {
      retries.poll();
      if (channels.get(due.channel.peer) == due.channel) {
        open(due.channel, due.attempt);
      }
    }
  }

  private void apply(GossipEvent event) {
    perform(router.apply(event, nowMs()), null);
  }

  /** How many peers a message published here was queued for. */
  private int perform(List<GossipEffect> effects, @Nullable WriteTracker tracker) {
    int peers = 0;
    for (GossipEffect effect : effects) {
      switch (effect) {
        case GossipEffect.Send send ->
            peers += send(send, send.priority() == Priority.OWN ? tracker : null);
        case GossipEffect.Validate message ->
            validation.validate(message, validators.get(message.message().topic()));
        case GossipEffect.Verify(GossipMessage message) -> validation.verify(message, policy);
        case GossipEffect.Disconnect(PeerId peer) -> disconnect(peer);
        case GossipEffect.Exchange(PeerId from, List<Rpc.NamedPeer> named) -> exchange.named(named);
        case GossipEffect.Refused(PeerId peer, GossipRefusal reason) -> counters.count(reason);
        case GossipEffect.Counted(GossipOutcome outcome, int count) ->
            counters.count(outcome, count);
      }
    }
    return peers;
  }

  private int send(GossipEffect.Send send, @Nullable WriteTracker tracker) {
    int peers = 0;
    List<byte[]> frames = RpcEncoder.frames(send.rpc());
    for (PeerId peer : send.to()) {
      PeerChannel channel = channels.get(peer);
      if (channel != null) {
        frames.forEach(frame -> channel.send(frame, send.priority(), tracker));
        peers++;
      }
    }
    return tracker == null ? 0 : peers;
  }

  private void disconnect(PeerId peer) {
    PeerChannel channel = channels.get(peer);
    if (channel != null) {
      channel.connection.close();
    }
  }

  private void answered(GossipEvent answer) {
    mailbox.post(
        () -> {
          validation.ended();
          apply(answer);
        });
  }

  private PeerChannel channel(Connection connection) {
    return channels.computeIfAbsent(
        connection.remotePeer(),
        peer ->
            new PeerChannel(connection, mailbox, counters, settings.limits().outboundBytesMax()));
  }

  private void connected(Connection connection) {
    PeerChannel present = channels.get(connection.remotePeer());
    if (present != null && !present.connection.equals(connection)) {
      remove(present);
    }
    retries.add(new Retry(channel(connection), nowMs() + UNIDENTIFIED_MS, 1));
  }

  private void identified(Connection connection, List<String> protocols) {
    PeerChannel channel = channels.get(connection.remotePeer());
    if (channel != null
        && channel.connection.equals(connection)
        && GossipProtocol.ids().stream().anyMatch(protocols::contains)) {
      channel.speaks = true;
      open(channel, 1);
    }
  }

  private void disconnected(Connection connection) {
    PeerChannel channel = channels.get(connection.remotePeer());
    if (channel != null && channel.connection.equals(connection)) {
      remove(channel);
    }
  }

  private void remove(PeerChannel channel) {
    channels.remove(channel.peer);
    retries.removeIf(retry -> retry.channel == channel);
    channel.close();
    if (channel.announced) {
      apply(new GossipEvent.PeerDisconnected(channel.peer));
    }
  }

  private void open(PeerChannel channel, int attempt) {
    if (channel.opening || channel.hasOutbound()) {
      return;
    }
    channel.opening = true;
    var _ =
        host.newStream(channel.peer, GossipProtocol.ids())
            .whenComplete(
                (stream, error) ->
                    mailbox.post(
                        () -> openingEnded(channel, attempt, error == null ? stream : null)));
  }

  private void openingEnded(PeerChannel channel, int attempt, @Nullable Stream stream) {
    channel.opening = false;
    if (channels.get(channel.peer) != channel) {
      if (stream != null) {
        stream.reset();
      }
      return;
    }
    if (stream == null) {
      counters.streamsFailed.increment();
      if (channel.speaks || attempt < BLIND_ATTEMPTS_MAX) {
        retries.add(new Retry(channel, nowMs() + channel.nextRetryMs(), attempt + 1));
      }
      return;
    }
    channel.speaks = true;
    channel.opened(stream, () -> mailbox.post(() -> lost(channel, stream)), nowMs());
    if (channel.openedBefore || !channel.announced) {
      announce(channel, stream);
    }
    channel.openedBefore = true;
    channel.drain();
  }

  private void lost(PeerChannel channel, Stream stream) {
    if (channels.get(channel.peer) == channel && channel.isOutbound(stream)) {
      channel.lost(nowMs());
      retries.add(new Retry(channel, nowMs() + channel.nextRetryMs(), 1));
    }
  }

  private void announce(PeerChannel channel, Stream stream) {
    channel.announced = true;
    GossipProtocol version = GossipProtocol.ofId(stream.protocol()).orElse(GossipProtocol.V1_0);
    boolean direct = settings.directPeers().contains(channel.peer);
    apply(
        new GossipEvent.PeerConnected(
            channel.peer, version, channel.connection.outbound(), direct, ip(channel)));
  }

  private static @Nullable InetAddress ip(PeerChannel channel) {
    Multiaddr.Component host = channel.connection.remoteAddress().components().getFirst();
    return switch (host.protocol()) {
      case IP4, IP6 -> InetAddress.ofLiteral(host.value());
      default -> null;
    };
  }

  private void inboundOpened(InboundStream inbound) {
    PeerChannel channel = channel(inbound.stream().connection());
    InboundStream before = channel.inbound;
    channel.inbound = inbound;
    if (before != null) {
      before.stream().reset();
    }
    channel.speaks = true;
    if (!channel.announced) {
      announce(channel, inbound.stream());
    }
    open(channel, 1);
  }

  private void inboundEnded(InboundStream inbound) {
    PeerChannel channel = channels.get(inbound.peer());
    if (channel != null && channel.inbound == inbound) {
      channel.inbound = null;
    }
  }

  /** Serves the streams that peers open. */
  private final class Inbound implements ProtocolBinding, InboundStream.Sink {
    @Override
    public List<String> protocols() {
      return GossipProtocol.ids();
    }

    @Override
    public void onStream(Stream stream) {
      InboundStream inbound = new InboundStream(stream, settings.limits(), counters, this);
      mailbox.post(() -> inboundOpened(inbound));
      stream.read(inbound);
    }

    @Override
    public void received(InboundStream from, RpcDecoder.Result result, int frameBytes) {
      mailbox.post(
          () -> {
            from.taken(frameBytes);
            apply(
                switch (result) {
                  case RpcDecoder.Result.Decoded(Rpc rpc) ->
                      new GossipEvent.RpcReceived(from.peer(), rpc);
                  case RpcDecoder.Result.Refused(GossipRefusal reason) ->
                      new GossipEvent.RpcRefused(from.peer(), reason);
                });
          });
    }

    @Override
    public void ended(InboundStream stream) {
      mailbox.post(() -> inboundEnded(stream));
    }
  }

  /** Hears of connections. */
  private final class Connections implements ConnectionListener {
    @Override
    public void onConnected(Connection connection) {
      mailbox.post(() -> connected(connection));
    }

    @Override
    public void onIdentified(Connection connection, List<String> protocols) {
      List<String> spoken = List.copyOf(protocols);
      mailbox.post(() -> identified(connection, spoken));
    }

    @Override
    public void onDisconnected(Connection connection) {
      mailbox.post(() -> disconnected(connection));
    }
  }
}
