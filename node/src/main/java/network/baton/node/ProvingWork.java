package network.baton.node;

import network.baton.libp2p.protocol.RequestResponse;
import network.baton.wire.BeatKey;
import network.baton.wire.ExchangeCodec;

/** From a lease to a proof that others have checked: provers, their beats, their proofs. */
record ProvingWork(Beater beater, ProofDesk desk, Provers provers) {

  static ProvingWork of(
      NodeBase base,
      BeatKey beatKey,
      GossipLink gossip,
      RequestResponse requests,
      ExchangeCodec codec,
      Closing closing) {
    Beater beater =
        closing.add(
            new Beater(
                base.clock(),
                beatKey,
                base.wire(),
                base.network().leaseSettings().beatMs(),
                gossip::publishBeat,
                base.mailbox()::post,
                base.trace()));
    var news = new ProverNews(base.mailbox(), base.board(), beater, base.trace(), base.self());
    var check = new ProofCheck(base.chain(), base.network());
    var desk =
        new ProofDesk(
            requests, codec, check, base.store(), base.workers(), base.mailbox()::post, news);
    var provers =
        closing.add(
            new Provers(
                ProverSet.of(
                    base.setup().file().provers(),
                    base.network().leaseSettings().order(),
                    base.dataDir(),
                    base.setup().folder(),
                    base.trace()),
                base.network(),
                base.identity().operator(),
                check,
                base.store(),
                desk,
                base.trace(),
                base.clock(),
                base.workers(),
                base.mailbox()::post,
                news));
    return new ProvingWork(beater, desk, provers);
  }
}
