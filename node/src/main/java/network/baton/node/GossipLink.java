package network.baton.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.lease.Refusal;
import network.baton.lease.Verdict;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.gossip.GossipSub;
import network.baton.libp2p.gossip.ValidationResult;
import network.baton.wire.BlockHeader;
import network.baton.wire.Decoded;
import network.baton.wire.Family;
import network.baton.wire.NetworkRules;
import network.baton.wire.SnappyBlock;
import network.baton.wire.TaskAnnouncement;
import network.baton.wire.TaskAnnouncements;
import network.baton.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Between gossip and the core: decodes and checks signatures on the validation threads, asks the
 * core, and answers gossip when the verdict comes. A message without a verdict is held by pubsub,
 * which bounds number, bytes and time.
 */
final class GossipLink implements AutoCloseable {
  /**
   * Completions whose forwarders are remembered, to fetch the proof from; the oldest goes first.
   */
  static final int FORWARDERS_MAX = 1_024;

  /** Messages that wait for a verdict; one more is ignored as OVERLOADED. */
  static final int WAITING_MAX = 8_192;

  private final GossipSub pubsub;
  private final Wire wire;
  private final Predicate<Event> loop;
  private final Function<Hash32, Boolean> knownBlock;
  private final Consumer<VerifiedLease> leaseWatch;
  private final PeerStanding standing;

  /**
   * Pubsub's publish waits for its own loop; the node's loop must not. One thread keeps the order.
   */
  private final ExecutorService publisher =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("baton-publish").factory());

  private final Map<Family, String> topics = new EnumMap<>(Family.class);
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  /** Guarded by itself: message -> who waits for the verdict, in order of arrival. */
  private final Map<Message, Deque<Asked>> waiting = new LinkedHashMap<>();

  /**
   * Guarded by {@link #waiting}: block hash -> announcements of a block that the own client has not
   * shown yet.
   */
  private final Map<Hash32, Deque<Asked>> announced = new LinkedHashMap<>();

  /** Guarded by itself. */
  private final Map<Hash32, PeerId> forwarders = new Newest<>();

  /** Guarded by itself: announcements that came from peers or went out. */
  private final Map<Announced, Boolean> heard = new Newest<>();

  private record Announced(Hash32 block, Hash32 proofType) {}

  /** A message without its verdict, and who brought it. */
  private record Asked(PeerId from, CompletableFuture<ValidationResult> answer) {}

  private static final class Newest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > FORWARDERS_MAX;
    }
  }

  /**
   * Subscribes nothing yet.
   *
   * @param loop offers an event to the core; false when there is no room
   * @param knownBlock whether the own chain client has this block on its canonical chain
   * @param leaseWatch sees every lease whose signature is good, before the core judges it
   * @param standing hears how the messages of peers were judged
   */
  GossipLink(
      GossipSub pubsub,
      Wire wire,
      NetworkRules rules,
      Predicate<Event> loop,
      Function<Hash32, Boolean> knownBlock,
      Consumer<VerifiedLease> leaseWatch,
      PeerStanding standing) {
    this.pubsub = pubsub;
    this.wire = wire;
    this.loop = loop;
    this.knownBlock = knownBlock;
    this.leaseWatch = leaseWatch;
    this.standing = standing;
    for (Family family : Family.values()) {
      topics.put(family, rules.topic(family));
    }
    for (Refusal reason : Refusal.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  void subscribe() {
    listen(Family.TASK, (bytes, from) -> task(wire.task(bytes), from));
    listen(Family.LEASE, (bytes, from) -> lease(wire.lease(bytes), from));
    listen(Family.BEAT, (bytes, from) -> ask(wire.beat(bytes), from, Event.BeatSeen::new));
    listen(Family.RESULT, this::result);
    listen(Family.BEACON, (bytes, from) -> ask(wire.beacon(bytes), from, GossipLink::seen));
  }

  private interface Reader {
    CompletionStage<ValidationResult> read(byte[] bytes, PeerId from);
  }

  private void listen(Family family, Reader reader) {
    pubsub.subscribe(
        topic(family),
        (message, from) ->
            switch (SnappyBlock.decompress(message.data().toByteArray(), family.bytesMax())) {
              case Decoded.Ok<byte[]>(byte[] bytes) -> reader.read(bytes, from);
              case Decoded.Refused<byte[]>(Verdict verdict) -> answered(verdict, from);
            });
  }

  private CompletionStage<ValidationResult> lease(Decoded<VerifiedLease> decoded, PeerId from) {
    if (decoded instanceof Decoded.Ok<VerifiedLease>(VerifiedLease lease)) {
      leaseWatch.accept(lease);
    }
    return ask(decoded, from, Event.LeaseSeen::new);
  }

  private CompletionStage<ValidationResult> result(byte[] bytes, PeerId from) {
    Decoded<Message> decoded = wire.result(bytes);
    if (decoded instanceof Decoded.Ok<Message>(VerifiedCompletion completion)) {
      synchronized (forwarders) {
        forwarders.putIfAbsent(completion.digest(), from);
      }
    }
    return ask(decoded, from, GossipLink::seen);
  }

  private static Event seen(Message message) {
    return switch (message) {
      case VerifiedLease lease -> new Event.LeaseSeen(lease);
      case VerifiedBeat beat -> new Event.BeatSeen(beat);
      case VerifiedRelease release -> new Event.ReleaseSeen(release);
      case VerifiedCompletion completion -> new Event.CompletionSeen(completion);
      case VerifiedReady ready -> new Event.ReadySeen(ready);
      case VerifiedPass pass -> new Event.PassSeen(pass);
    };
  }

  private <T extends Message> CompletionStage<ValidationResult> ask(
      Decoded<T> decoded, PeerId from, Function<T, Event> event) {
    return switch (decoded) {
      case Decoded.Refused<T>(Verdict verdict) -> answered(verdict, from);
      case Decoded.Ok<T>(T message) -> {
        var answer = new CompletableFuture<ValidationResult>();
        if (!await(waiting, message, new Asked(from, answer))) {
          yield answered(new Verdict.Ignore(Refusal.OVERLOADED), from);
        }
        if (!loop.test(event.apply(message))) {
          judged(message, new Verdict.Ignore(Refusal.OVERLOADED));
        }
        yield answer;
      }
    };
  }

  /**
   * An announcement is forwarded when the own chain client shows the same block; until then it is
   * held.
   */
  private CompletionStage<ValidationResult> task(Decoded<TaskAnnouncement> decoded, PeerId from) {
    return switch (decoded) {
      case Decoded.Refused<TaskAnnouncement>(Verdict verdict) -> answered(verdict, from);
      case Decoded.Ok<TaskAnnouncement>(TaskAnnouncement announcement) -> {
        var answer = new CompletableFuture<ValidationResult>();
        Hash32 block = announcement.header().hash();
        synchronized (heard) {
          heard.put(new Announced(block, announcement.proofType()), true);
        }
        if (!await(announced, block, new Asked(from, answer))) {
          yield answered(new Verdict.Ignore(Refusal.HOLD_FULL), from);
        }
        if (knownBlock.apply(block)) {
          blockKnown(block);
        }
        yield answer;
      }
    };
  }

  private <K> boolean await(Map<K, Deque<Asked>> where, K key, Asked asked) {
    synchronized (waiting) {
      if (where.size() >= WAITING_MAX) {
        // What pubsub gave up on long ago still has its entry; the eldest is such a one.
        where.remove(where.keySet().iterator().next());
      }
      Deque<Asked> queue = where.computeIfAbsent(key, k -> new ArrayDeque<>());
      return queue.size() < 64 && queue.add(asked);
    }
  }

  void blockKnown(Hash32 blockHash) {
    Deque<Asked> held;
    synchronized (waiting) {
      held = announced.remove(blockHash);
    }
    if (held != null) {
      held.forEach(asked -> asked.answer.complete(ValidationResult.ACCEPT));
    }
  }

  /** The core's word on a message. */
  void judged(Message message, Verdict verdict) {
    Asked asked;
    synchronized (waiting) {
      Deque<Asked> queue = waiting.get(message);
      asked = queue == null ? null : queue.poll();
      if (queue != null && queue.isEmpty()) {
        waiting.remove(message);
      }
    }
    count(verdict);
    if (asked != null) {
      standing.judged(asked.from, verdict);
      asked.answer.complete(result(verdict));
    }
  }

  private CompletionStage<ValidationResult> answered(Verdict verdict, PeerId from) {
    count(verdict);
    standing.judged(from, verdict);
    return CompletableFuture.completedFuture(result(verdict));
  }

  private static ValidationResult result(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accept() -> ValidationResult.ACCEPT;
      case Verdict.Ignore(Refusal reason) -> ValidationResult.IGNORE;
      case Verdict.Reject(Refusal reason) -> ValidationResult.REJECT;
    };
  }

  private void count(Verdict verdict) {
    switch (verdict) {
      case Verdict.Accept() -> {}
      case Verdict.Ignore(Refusal reason) -> counter(reason).increment();
      case Verdict.Reject(Refusal reason) -> counter(reason).increment();
    }
  }

  private LongAdder counter(Refusal reason) {
    LongAdder counter = refused.get(reason);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + reason);
    }
    return counter;
  }

  void publish(Message message) {
    publish(
        switch (message) {
          case VerifiedLease lease -> Family.LEASE;
          case VerifiedBeat beat -> Family.BEAT;
          case VerifiedRelease release -> Family.RESULT;
          case VerifiedCompletion completion -> Family.RESULT;
          case VerifiedReady ready -> Family.BEACON;
          case VerifiedPass pass -> Family.BEACON;
        },
        wire.encode(message));
  }

  void announceUnlessHeard(BlockHeader header, Hash32 proofType) {
    synchronized (heard) {
      if (heard.put(new Announced(header.hash(), proofType), true) != null) {
        return;
      }
    }
    publish(Family.TASK, TaskAnnouncements.encode(header, proofType));
  }

  /** Publishes a beat and runs {@code written} when it was written to the first socket. */
  @SuppressWarnings("FutureReturnValueIgnored") // a beat that finds no peer is not written
  void publishBeat(VerifiedBeat beat, Runnable written) {
    pubsub
        .publishTracked(topic(Family.BEAT), SnappyBlock.compress(wire.encode(beat)))
        .first()
        .thenRun(written);
  }

  /** All that publishing a lease takes on this node, without a word to anybody. */
  void rehearse(VerifiedLease lease) {
    byte[] bytes = wire.encode(lease);
    publisher.execute(() -> SnappyBlock.compress(bytes));
  }

  private void publish(Family family, byte[] bytes) {
    publisher.execute(() -> pubsub.publish(topic(family), SnappyBlock.compress(bytes)));
  }

  @Override
  public void close() {
    publisher.shutdown();
  }

  private String topic(Family family) {
    String topic = topics.get(family);
    if (topic == null) {
      throw new IllegalStateException("no topic for " + family);
    }
    return topic;
  }

  /** Who first forwarded this completion. */
  @Nullable PeerId forwarder(Hash32 completionDigest) {
    synchronized (forwarders) {
      return forwarders.get(completionDigest);
    }
  }

  void countRefusals(BiConsumer<Refusal, Long> into) {
    refused.forEach(
        (reason, count) -> {
          if (count.sum() > 0) {
            into.accept(reason, count.sum());
          }
        });
  }
}
