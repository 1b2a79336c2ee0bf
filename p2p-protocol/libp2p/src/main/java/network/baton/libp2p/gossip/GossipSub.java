package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import network.baton.libp2p.Host;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Gossipsub over a host: carries a {@link GossipRouter}. One loop owns the router and the channels
 * to the peers, run by whoever has something for it (a {@link Mailbox}); streams are read and
 * frames decoded on the host's event loops; signatures are checked and validators run on an
 * executor. Must be made before the host's first connection; closing it does not close the host.
 */
public final class GossipSub implements Pubsub, AutoCloseable {
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

  private final PeerChannels channels;

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
    this.channels = new PeerChannels(host, settings, mailbox, counters, this::apply);
    channels.attach();
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
    return Mailbox.await(publishLater(topic, data));
  }

  /**
   * As {@link #publishTracked}, but does not wait: for who publishes much. Messages of one thread
   * keep their order. Fails with an IllegalStateException if this is closed.
   *
   * @throws IllegalArgumentException if data is larger than the message size limit, or the topic is
   *     not on the allow-list
   */
  public CompletableFuture<Publication> publishLater(String topic, byte[] data) {
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
    mailbox.runAsGuest();
    return published;
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
    present.put("peers", channels.announced());
    return present;
  }

  @Override
  public void close() {
    mailbox.close(channels::close);
  }

  static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }

  private void requireAllowed(String topic) {
    if (!settings.topics().contains(topic)) {
      throw new IllegalArgumentException("topic is not on the allow-list: " + topic);
    }
  }

  // The loop from here on.

  private long nextWakeMs() {
    return Math.min(router.nextWakeMs(), channels.nextRetryMs());
  }

  private void tick() {
    apply(new GossipEvent.Tick());
    channels.tick();
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
        case GossipEffect.Disconnect(PeerId peer) -> channels.cut(peer);
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
      PeerChannel channel = channels.find(peer);
      if (channel != null) {
        frames.forEach(frame -> channel.send(frame, send.priority(), tracker));
        peers++;
      }
    }
    return tracker == null ? 0 : peers;
  }

  private void answered(GossipEvent answer, boolean onWorker) {
    Runnable job =
        () -> {
          validation.ended();
          apply(answer);
        };
    if (onWorker) {
      mailbox.run(job);
    } else {
      // Some thread of the application's, with other things to do.
      mailbox.post(job);
    }
  }
}
