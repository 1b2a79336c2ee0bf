package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import network.baton.libp2p.PeerId;

/**
 * One router with virtual time, told of events in short words, whose effects are read as text.
 * Peers are numbers. A message's id is its text, so texts are of at most 64 bytes.
 */
final class RouterStage {
  static final String TOPIC = "t";
  private static final Set<String> TOPICS = Set.of(TOPIC, "u", "v");

  static final GossipLimits LIMITS = GossipLimits.DEFAULT;

  final GossipRouter router;
  long nowMs;

  /** Effects since the last look that are no counts. */
  private final List<GossipEffect> effects = new ArrayList<>();

  private final Map<GossipOutcome, Integer> counts = new LinkedHashMap<>();

  RouterStage() {
    this(GossipParams.DEFAULT, LIMITS);
  }

  RouterStage(GossipParams params, GossipLimits limits) {
    this(params, limits, message -> new MessageId(message.data()), AuthorPolicy.STRICT_NO_SIGN);
  }

  RouterStage(
      GossipParams params, GossipLimits limits, MessageIdFunction ids, AuthorPolicy policy) {
    GossipSettings settings =
        new GossipSettings(params, limits, ScoreParams.of(TOPICS), TOPICS, Set.of(), false);
    router = new GossipRouter(settings, ids, policy, new SplittableRandom(1), nowMs);
  }

  /** The default limits with some of them changed, by the names of the record's components. */
  static GossipLimits limits(Map<String, Integer> changes) {
    return Changed.of(GossipLimits.DEFAULT, changes);
  }

  void apply(GossipEvent event) {
    for (GossipEffect effect : router.apply(event, nowMs)) {
      if (effect instanceof GossipEffect.Counted(GossipOutcome outcome, int count)) {
        counts.merge(outcome, count, Integer::sum);
      } else {
        effects.add(effect);
      }
    }
  }

  /** Lets time pass, with every tick that the router asks for. */
  void pass(long ms) {
    long untilMs = nowMs + ms;
    while (router.nextWakeMs() <= untilMs) {
      nowMs = Math.max(nowMs, router.nextWakeMs());
      apply(new GossipEvent.Tick());
    }
    nowMs = untilMs;
  }

  void heartbeat() {
    pass(GossipParams.DEFAULT.heartbeatMs());
  }

  void connect(int peer) {
    connect(peer, false, false);
  }

  void connect(int peer, boolean outbound, boolean direct) {
    apply(
        new GossipEvent.PeerConnected(
            TestPeers.peer(peer), GossipProtocol.V1_2, outbound, direct, null));
  }

  void disconnect(int peer) {
    apply(new GossipEvent.PeerDisconnected(TestPeers.peer(peer)));
  }

  /** Peers first to last connect and subscribe to {@link #TOPIC}. */
  void peers(int first, int last) {
    for (int peer = first; peer <= last; peer++) {
      connect(peer);
      subscribes(peer, TOPIC);
    }
  }

  void join(String topic) {
    apply(new GossipEvent.Subscribe(topic));
  }

  void leave(String topic) {
    apply(new GossipEvent.Unsubscribe(topic));
  }

  void receive(int peer, Rpc rpc) {
    apply(new GossipEvent.RpcReceived(TestPeers.peer(peer), rpc));
  }

  void subscribes(int peer, String topic) {
    receive(peer, TestRpc.subscriptions(new Rpc.Subscription(topic, true)));
  }

  void says(int peer, String text) {
    receive(peer, TestRpc.message(TOPIC, text));
  }

  void grafts(int peer) {
    receive(peer, TestRpc.graft(TOPIC));
  }

  void prunes(int peer, long backoffSeconds) {
    receive(peer, TestRpc.prune(TOPIC, backoffSeconds));
  }

  void publish(String text) {
    apply(new GossipEvent.Publish(GossipMessage.unsigned(TOPIC, ByteString.copyFromUtf8(text))));
  }

  void verdict(String text, ValidationResult result) {
    apply(new GossipEvent.Verdict(TestRpc.id(text), result));
  }

  Set<Integer> mesh() {
    return numbers(router.mesh(TOPIC));
  }

  int count(GossipOutcome outcome) {
    return counts.getOrDefault(outcome, 0);
  }

  /** Effects since the last look, one a line; sends to several peers name them in order. */
  List<String> look() {
    List<String> lines = effects.stream().map(RouterStage::text).toList();
    effects.clear();
    return lines;
  }

  /** Effects since the last look of which the text starts so. */
  List<String> look(String start) {
    return look().stream().filter(line -> line.startsWith(start)).toList();
  }

  static Set<Integer> numbers(Set<PeerId> peers) {
    return peers.stream().map(TestPeers::number).collect(Collectors.toSet());
  }

  static Set<Integer> range(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().collect(Collectors.toSet());
  }

  private static String text(GossipEffect effect) {
    return switch (effect) {
      case GossipEffect.Send(List<PeerId> to, Rpc rpc, Priority priority) ->
          "send "
              + priority
              + " "
              + to.stream().map(TestPeers::number).sorted().toList()
              + text(rpc);
      case GossipEffect.Validate(MessageId id, GossipMessage message, PeerId from) ->
          "validate " + message.data().toStringUtf8() + " from " + TestPeers.number(from);
      case GossipEffect.Verify(GossipMessage message) -> "verify " + message.data().toStringUtf8();
      case GossipEffect.Exchange(PeerId from, List<Rpc.NamedPeer> peers) ->
          "exchange " + TestPeers.number(from) + " " + peers.size();
      case GossipEffect.Disconnect(PeerId peer) -> "disconnect " + TestPeers.number(peer);
      case GossipEffect.Refused(PeerId peer, GossipRefusal reason) ->
          "refused " + TestPeers.number(peer) + " " + reason;
      case GossipEffect.Counted(GossipOutcome outcome, int count) -> outcome + " " + count;
    };
  }

  private static String text(Rpc rpc) {
    StringBuilder text = new StringBuilder();
    text.append(rpc.extensions() ? " extensions" : "");
    rpc.subscriptions().forEach(s -> text.append(s.subscribe() ? " +" : " -").append(s.topic()));
    rpc.messages().forEach(m -> text.append(" ").append(m.data().toStringUtf8()));
    rpc.have().forEach(h -> text.append(" have ").append(h.topic()).append(texts(h.ids())));
    if (!rpc.want().isEmpty()) {
      text.append(" want").append(texts(rpc.want()));
    }
    rpc.graft().forEach(topic -> text.append(" graft ").append(topic));
    rpc.prune()
        .forEach(
            p ->
                text.append(" prune ")
                    .append(p.topic())
                    .append(" ")
                    .append(p.backoffSeconds())
                    .append(p.peers().isEmpty() ? "" : " named " + p.peers().size()));
    if (!rpc.dontWant().isEmpty()) {
      text.append(" dontwant").append(texts(rpc.dontWant()));
    }
    return text.toString();
  }

  private static List<String> texts(List<MessageId> ids) {
    return ids.stream().map(id -> id.bytes().toString(StandardCharsets.UTF_8)).sorted().toList();
  }
}
