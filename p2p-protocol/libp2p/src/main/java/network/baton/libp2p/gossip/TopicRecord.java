package network.baton.libp2p.gossip;

/** What one peer did in one topic, as far as it counts. */
final class TopicRecord {
  private final TopicScoreParams params;
  private final TopicTraffic traffic;
  private double first;
  private double delivered;
  private double failures;
  private double invalid;
  private boolean inMesh;
  private boolean active;
  private long graftedMs;
  private long inMeshMs;

  TopicRecord(TopicScoreParams params, TopicTraffic traffic) {
    this.params = params;
    this.traffic = traffic;
  }

  void grafted(long nowMs) {
    inMesh = true;
    active = false;
    graftedMs = nowMs;
    inMeshMs = 0;
  }

  void pruned() {
    if (active) {
      double deficit = deficit();
      failures += deficit * deficit;
    }
    inMesh = false;
    active = false;
  }

  void left() {
    first = 0;
    pruned();
  }

  void broughtFirst() {
    first = Math.min(params.firstCap(), first + 1);
    brought();
  }

  void brought() {
    if (inMesh) {
      delivered = Math.min(params.meshCap(), delivered + 1);
    }
  }

  void broughtInvalid() {
    invalid++;
  }

  /** Time passed: counts fade. False when nothing is left to remember. */
  boolean age(double intervals, double decayToZero, long nowMs) {
    first = decayed(first, params.firstDecay(), intervals, decayToZero);
    delivered = decayed(delivered, params.meshDecay(), intervals, decayToZero);
    failures = decayed(failures, params.failureDecay(), intervals, decayToZero);
    invalid = decayed(invalid, params.invalidDecay(), intervals, decayToZero);
    if (inMesh) {
      inMeshMs = nowMs - graftedMs;
      active = active || inMeshMs > params.meshActivationMs();
    }
    return inMesh || first > 0 || delivered > 0 || failures > 0 || invalid > 0;
  }

  static double decayed(double count, double decay, double intervals, double decayToZero) {
    if (count == 0) {
      return 0;
    }
    double next = count * (intervals == 1 ? decay : Math.pow(decay, intervals));
    return next < decayToZero ? 0 : next;
  }

  private double deficit() {
    double asked = Math.min(params.meshThreshold(), params.meshShare() * traffic.accepted);
    return Math.max(0, asked - delivered);
  }

  double timeInMesh() {
    double quanta = inMesh ? (double) inMeshMs / params.timeInMeshQuantumMs() : 0;
    return params.weight() * params.timeInMeshWeight() * Math.min(quanta, params.timeInMeshCap());
  }

  double first() {
    return params.weight() * params.firstWeight() * first;
  }

  double mesh() {
    double deficit = active ? deficit() : 0;
    return params.weight() * params.meshWeight() * deficit * deficit;
  }

  double failure() {
    return params.weight() * params.failureWeight() * failures;
  }

  double invalid() {
    return params.weight() * params.invalidWeight() * invalid * invalid;
  }

  double total() {
    return timeInMesh() + first() + mesh() + failure() + invalid();
  }
}
