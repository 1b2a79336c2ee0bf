package network.baton.libp2p.gossip;

import java.util.LinkedHashMap;
import java.util.Map;
import network.baton.libp2p.PeerId;

/**
 * Blame per peer, remembered across reconnections until it has decayed. Bounded: at the limit the
 * peer blamed first is forgotten. The seam for full peer scores.
 */
final class Penalties {
  private final PenaltyParams params;
  private final Map<PeerId, Blame> blamed = new LinkedHashMap<>();

  Penalties(PenaltyParams params) {
    this.params = params;
  }

  private static final class Blame {
    double invalid;
    double misbehaviour;
  }

  void add(PeerId peer, GossipRefusal.Blame kind) {
    if (kind == GossipRefusal.Blame.NONE) {
      return;
    }
    boolean cutBefore = belowGraylist(peer);
    Blame blame = of(peer);
    if (kind == GossipRefusal.Blame.INVALID) {
      blame.invalid++;
    } else {
      blame.misbehaviour++;
    }
    if (!cutBefore && belowGraylist(peer)) {
      blame.invalid *= params.cutFactor();
      blame.misbehaviour *= params.cutFactor();
    }
  }

  private Blame of(PeerId peer) {
    Blame present = blamed.get(peer);
    if (present != null) {
      return present;
    }
    if (blamed.size() >= params.peersMax()) {
      blamed.remove(blamed.keySet().iterator().next());
    }
    Blame blame = new Blame();
    blamed.put(peer, blame);
    return blame;
  }

  /** Never above 0. */
  double score(PeerId peer) {
    Blame blame = blamed.get(peer);
    if (blame == null) {
      return 0;
    }
    double invalid = Math.max(0, blame.invalid - params.invalidTolerated());
    double misbehaviour = Math.max(0, blame.misbehaviour - params.misbehaviourTolerated());
    return -params.invalidWeight() * invalid * invalid
        - params.misbehaviourWeight() * misbehaviour * misbehaviour;
  }

  boolean belowZero(PeerId peer) {
    return score(peer) < 0;
  }

  boolean belowGossip(PeerId peer) {
    return score(peer) < params.gossipThreshold();
  }

  boolean belowPublish(PeerId peer) {
    return score(peer) < params.publishThreshold();
  }

  boolean belowGraylist(PeerId peer) {
    return score(peer) < params.graylistThreshold();
  }

  /** Once per heartbeat. */
  void decay() {
    blamed
        .values()
        .removeIf(
            blame -> {
              blame.invalid = decayed(blame.invalid);
              blame.misbehaviour = decayed(blame.misbehaviour);
              return blame.invalid == 0 && blame.misbehaviour == 0;
            });
  }

  private double decayed(double count) {
    double next = count * params.decay();
    return next < params.decayToZero() ? 0 : next;
  }
}
