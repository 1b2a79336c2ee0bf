package network.baton.libp2p.gossip;

/** How much a topic carried lately, faded like what its mesh peers brought. */
final class TopicTraffic {
  private final TopicScoreParams params;

  /** Messages of others that were accepted and that mesh peers were free to bring. */
  double accepted;

  TopicTraffic(TopicScoreParams params) {
    this.params = params;
  }

  void age(double intervals, double decayToZero) {
    accepted = TopicRecord.decayed(accepted, params.meshDecay(), intervals, decayToZero);
  }
}
