package network.baton.node;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.baton.lease.LeaseCore;
import network.baton.libp2p.PeerId;
import network.baton.node.config.NetworkFile;
import network.baton.node.config.NetworkFile.GenesisProver;
import network.baton.wire.BlockHeader;
import org.jspecify.annotations.Nullable;

/** Puts the status together from the parts when somebody asks. Called on any thread. */
final class StatusPage {
  private final NodeSetup setup;
  private final Identity identity;
  private final P2p p2p;
  private final LateChainWatch watch;
  private final Claiming claiming;
  private final NodeParts parts;
  private final Mailbox mailbox;
  private final NtpPoll ntp;
  private final long startedAt = System.currentTimeMillis();

  StatusPage(
      NodeSetup setup,
      Identity identity,
      LateChainWatch watch,
      Claiming claiming,
      NodeParts parts,
      P2p p2p,
      Mailbox mailbox,
      NtpPoll ntp) {
    this.setup = setup;
    this.identity = identity;
    this.p2p = p2p;
    this.watch = watch;
    this.claiming = claiming;
    this.parts = parts;
    this.mailbox = mailbox;
    this.ntp = ntp;
  }

  NodeStatus status() {
    NetworkFile network = setup.network();
    BlockHeader head = watch.head();
    return new NodeStatus(
        setup.file().name(),
        network.name(),
        identity.index() == LeaseCore.OBSERVER ? null : identity.index(),
        p2p.host().peerId().toText(),
        Version.TEXT,
        network.chainId(),
        head == null ? null : Long.valueOf(watch.headSlot()),
        head == null ? null : Long.valueOf(head.number()),
        peers(),
        p2p.reach().status(),
        p2p.discovery(),
        claiming.isAllowed(),
        claiming.objections(),
        new NodeStatus.Clock(
            network.clock().slotSeconds(), network.deadlineMs(), network.clock().genesisTime()),
        network.proofTypes().stream()
            .map(type -> new NodeStatus.ProofTypeName(type.id(), type.name()))
            .toList(),
        network.genesisProvers().stream()
            .map(
                prover ->
                    new NodeStatus.ProverName(prover.index(), prover.name(), prover.operator()))
            .toList(),
        parts.provers().health(),
        counters(),
        startedAt);
  }

  private List<NodeStatus.Peer> peers() {
    return p2p.host().connections().stream()
        .map(
            connection ->
                new NodeStatus.Peer(
                    connection.remotePeer().toText(),
                    connection.remoteAddress().toText(),
                    connection.outbound(),
                    proverOf(connection.remotePeer())))
        .toList();
  }

  private @Nullable Integer proverOf(PeerId peer) {
    for (GenesisProver prover : setup.network().genesisProvers()) {
      if (prover.peerId().equals(peer.toText())) {
        return prover.index();
      }
    }
    return null;
  }

  Map<String, Long> counters() {
    var counters = new TreeMap<>(p2p.counters());
    parts.gossip().countRefusals((reason, count) -> counters.put("refused-" + reason, count));
    parts.signer().countRefusals((reason, count) -> counters.put("sign-refused-" + reason, count));
    ntp.countRefusals((reason, count) -> counters.put("ntp-refused-" + reason, count));
    parts
        .settler()
        .counts()
        .forEach((standing, count) -> counters.put("settlement-" + standing.code(), count));
    parts.blame().count(counters::put);
    parts.orders().count(counters::put);
    counters.put("own-key-sightings", parts.ownKey().sightings());
    counters.put("mailbox-refused", mailbox.refused());
    return counters;
  }

  int peerCount() {
    return p2p.host().connections().size();
  }

  long headSlot() {
    return watch.headSlot();
  }
}
