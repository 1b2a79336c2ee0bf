package network.baton.libp2p.gossip;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import network.baton.libp2p.IpRange;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Scores of peers (gossipsub v1.1, P1 to P7). A peer that leaves with a score of 0 or more is
 * forgotten, another one is remembered for a while. Bounded: at the limit who left first is
 * forgotten.
 */
final class PeerScores {
  private static final long CONNECTED = Long.MAX_VALUE;

  private final ScoreParams params;
  private final ScoreThresholds thresholds;
  private final Map<String, TopicTraffic> traffic = new HashMap<>();
  private final Map<PeerId, Tally> tallies = new HashMap<>();

  /** Peers that left, in the order in which they did. */
  private final Set<PeerId> retained = new LinkedHashSet<>();

  private final Map<InetAddress, Set<PeerId>> places = new HashMap<>();
  private final Map<PeerId, Double> app = new LinkedHashMap<>();
  private long agedMs;

  /** All that counts of one peer. */
  private static final class Tally {
    final Map<String, TopicRecord> topics = new HashMap<>();
    @Nullable InetAddress place;
    double misbehaviour;
    long expiryMs = CONNECTED;
  }

  PeerScores(ScoreParams params, long nowMs) {
    this.params = params;
    this.thresholds = params.thresholds();
    this.agedMs = nowMs;
    params.topics().forEach((topic, score) -> traffic.put(topic, new TopicTraffic(score)));
  }

  void connected(PeerId peer, @Nullable InetAddress ip, long nowMs) {
    Tally present = tallies.get(peer);
    if (present != null && nowMs >= present.expiryMs) {
      forget(peer);
    }
    Tally tally = tallies.computeIfAbsent(peer, key -> new Tally());
    if (retained.remove(peer) && !belowGraylist(peer)) {
      tally.expiryMs = CONNECTED;
    }
    leavePlace(peer, tally);
    if (ip != null && params.colocationExempt().stream().noneMatch(range -> range.contains(ip))) {
      tally.place = IpRange.place(ip);
      places.computeIfAbsent(tally.place, key -> new LinkedHashSet<>()).add(peer);
    }
  }

  void disconnected(PeerId peer, long nowMs) {
    Tally tally = tallies.get(peer);
    if (tally == null) {
      return;
    }
    tally.topics.values().forEach(TopicRecord::left);
    if (params.retainMs() == 0 || blame(tally) >= 0) {
      forget(peer);
      return;
    }
    if (tally.expiryMs == CONNECTED) {
      tally.expiryMs = nowMs + params.retainMs();
    }
    retained.add(peer);
    if (retained.size() > params.peersMax()) {
      forget(retained.iterator().next());
    }
  }

  private void forget(PeerId peer) {
    Tally tally = tallies.remove(peer);
    retained.remove(peer);
    if (tally != null) {
      leavePlace(peer, tally);
    }
  }

  private void leavePlace(PeerId peer, Tally tally) {
    Set<PeerId> there = tally.place == null ? null : places.get(tally.place);
    if (there != null && there.remove(peer) && there.isEmpty()) {
      places.remove(tally.place);
    }
    tally.place = null;
  }

  /** The application's word on a peer (P5), connected or not; 0 takes it back. */
  void app(PeerId peer, double value) {
    app.remove(peer);
    if (value != 0) {
      if (app.size() >= params.peersMax()) {
        app.remove(app.keySet().iterator().next());
      }
      app.put(peer, value);
    }
  }

  void grafted(PeerId peer, String topic, long nowMs) {
    TopicRecord known = of(peer, topic);
    if (known != null) {
      known.grafted(nowMs);
    }
  }

  void pruned(PeerId peer, String topic) {
    TopicRecord known = of(peer, topic);
    if (known != null) {
      known.pruned();
    }
  }

  /** A message of somebody else was accepted, which mesh peers were free to bring. */
  void accepted(String topic) {
    TopicTraffic known = traffic.get(topic);
    if (known != null) {
      known.accepted++;
    }
  }

  void broughtFirst(PeerId peer, String topic) {
    TopicRecord known = of(peer, topic);
    if (known != null) {
      known.broughtFirst();
    }
  }

  /** A peer brought a message that was brought before, and in time. */
  void brought(PeerId peer, String topic) {
    TopicRecord known = of(peer, topic);
    if (known != null) {
      known.brought();
    }
  }

  void invalid(PeerId peer, String topic) {
    TopicRecord known = of(peer, topic);
    if (known != null) {
      known.broughtInvalid();
    }
  }

  void misbehaved(PeerId peer) {
    Tally tally = tallies.get(peer);
    if (tally != null) {
      tally.misbehaviour++;
    }
  }

  private @Nullable TopicRecord of(PeerId peer, String topic) {
    Tally tally = tallies.get(peer);
    TopicTraffic known = traffic.get(topic);
    TopicScoreParams topicParams = params.topics().get(topic);
    return tally == null || known == null || topicParams == null
        ? null
        : tally.topics.computeIfAbsent(topic, key -> new TopicRecord(topicParams, known));
  }

  /** 0 for peers that are not known. */
  double score(PeerId peer) {
    Tally tally = tallies.get(peer);
    if (tally == null) {
      return params.appWeight() * app.getOrDefault(peer, 0.0);
    }
    double topics = 0;
    for (TopicRecord topic : tally.topics.values()) {
      topics += topic.total();
    }
    return capped(topics)
        + params.appWeight() * app.getOrDefault(peer, 0.0)
        + colocation(tally)
        + misbehaviour(tally);
  }

  /** What stays when a peer leaves: without the application's word and the addresses it shared. */
  private double blame(Tally tally) {
    double topics = 0;
    for (TopicRecord topic : tally.topics.values()) {
      topics += topic.total();
    }
    return capped(topics) + misbehaviour(tally);
  }

  private double capped(double topics) {
    return params.topicScoreCap() > 0 ? Math.min(params.topicScoreCap(), topics) : topics;
  }

  private double colocation(Tally tally) {
    Set<PeerId> there = tally.place == null ? null : places.get(tally.place);
    double beyond = there == null ? 0 : Math.max(0, there.size() - params.colocationThreshold());
    return params.colocationWeight() * beyond * beyond;
  }

  private double misbehaviour(Tally tally) {
    double beyond = Math.max(0, tally.misbehaviour - params.misbehaviourThreshold());
    return params.misbehaviourWeight() * beyond * beyond;
  }

  ScoreParts parts(PeerId peer) {
    double[] p = new double[5];
    Tally tally = tallies.get(peer);
    if (tally != null) {
      for (TopicRecord topic : tally.topics.values()) {
        p[0] += topic.timeInMesh();
        p[1] += topic.first();
        p[2] += topic.mesh();
        p[3] += topic.failure();
        p[4] += topic.invalid();
      }
    }
    return new ScoreParts(
        p[0],
        p[1],
        p[2],
        p[3],
        p[4],
        params.appWeight() * app.getOrDefault(peer, 0.0),
        tally == null ? 0 : colocation(tally),
        tally == null ? 0 : misbehaviour(tally),
        score(peer));
  }

  boolean belowZero(PeerId peer) {
    return score(peer) < 0;
  }

  boolean belowGossip(PeerId peer) {
    return score(peer) < thresholds.gossip();
  }

  boolean belowPublish(PeerId peer) {
    return score(peer) < thresholds.publish();
  }

  boolean belowGraylist(PeerId peer) {
    return score(peer) < thresholds.graylist();
  }

  boolean acceptsPx(PeerId peer) {
    return score(peer) >= thresholds.acceptPx();
  }

  boolean wantsBetter(double medianOfMesh) {
    return medianOfMesh < thresholds.opportunisticGraft();
  }

  /** Whether a peer brought enough for a mesh to be content with it. */
  boolean proved(PeerId peer) {
    return score(peer) >= thresholds.opportunisticGraft();
  }

  long nextAgeMs() {
    return agedMs + params.decayIntervalMs();
  }

  /** Counts fade by the whole intervals that passed, and who left long ago is forgotten. */
  void age(long nowMs) {
    long whole = (nowMs - agedMs) / params.decayIntervalMs();
    if (whole < 1) {
      return;
    }
    agedMs += whole * params.decayIntervalMs();
    double intervals = (double) whole;
    traffic.values().forEach(topic -> topic.age(intervals, params.decayToZero()));
    Iterator<PeerId> left = retained.iterator();
    while (left.hasNext()) {
      PeerId peer = left.next();
      Tally tally = tallies.get(peer);
      if (tally != null && nowMs >= tally.expiryMs) {
        left.remove();
        tallies.remove(peer);
        leavePlace(peer, tally);
      }
    }
    for (Map.Entry<PeerId, Tally> known : tallies.entrySet()) {
      if (!retained.contains(known.getKey())) {
        age(known.getValue(), intervals, nowMs);
      }
    }
  }

  private void age(Tally tally, double intervals, long nowMs) {
    tally.misbehaviour =
        TopicRecord.decayed(
            tally.misbehaviour, params.misbehaviourDecay(), intervals, params.decayToZero());
    tally.topics.values().removeIf(topic -> !topic.age(intervals, params.decayToZero(), nowMs));
  }
}
