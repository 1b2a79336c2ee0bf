package network.baton.node;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import network.baton.lease.Address;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.node.config.ConfigException;
import network.baton.node.config.NetworkFile;
import network.baton.node.config.NetworkFile.GenesisProver;
import network.baton.node.config.NodeFile;
import network.baton.node.config.NodeFile.ProverEntry;
import network.baton.wire.KeyFileException;
import network.baton.wire.LeaseKey;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is checked before a node starts: both files, both keys, and that they fit
 * together.
 */
record NodeSetup(
    Path folder,
    NodeFile file,
    NetworkFile network,
    LeaseKey leaseKey,
    NodeKey nodeKey,
    Multiaddr listen,
    List<Multiaddr> advertised,
    List<Multiaddr> peers,
    @Nullable DiscoverySetup discovery) {
  NodeSetup {
    advertised = List.copyOf(advertised);
    peers = List.copyOf(peers);
  }

  /** Throws {@link ConfigException} with one line. */
  static NodeSetup read(Path config) {
    NodeFile file = NodeFile.read(config);
    Path folder = config.toAbsolutePath().getParent();
    if (folder == null) {
      throw new ConfigException(config + ": not a file");
    }
    Path networkPath = folder.resolve(file.network());
    NetworkFile network = NetworkFile.read(networkPath);
    Set<String> works = ProverSet.works(file.provers(), folder);
    for (ProverEntry prover : file.provers()) {
      String makes = prover.proofType();
      if (!works.contains(makes)
          && network.proofTypes().stream().noneMatch(type -> type.name().equals(makes))) {
        throw new ConfigException(
            config
                + ": provers: the proof type '"
                + makes
                + "' is not one of the network; it has "
                + network.proofTypes().stream().map(NetworkFile.ProofTypeEntry::name).toList());
      }
    }
    ProverSet.check(file.provers(), folder, config.toString());
    Multiaddr listen = address(file.p2p().listen(), config + ": p2p.listen");
    var peers = new LinkedHashSet<Multiaddr>();
    file.p2p().peers().forEach(peer -> peers.add(peer(peer, config + ": p2p.peers")));
    network.bootPeers().forEach(peer -> peers.add(peer(peer, networkPath + ": bootPeers")));
    for (GenesisProver prover : network.genesisProvers()) {
      if (!prover.address().isEmpty()) {
        peers.add(
            peer(prover.address() + "/p2p/" + prover.peerId(), networkPath + ": genesisProvers"));
      }
    }
    return new NodeSetup(
        folder,
        file,
        network,
        leaseKey(folder.resolve(file.keys().lease())),
        nodeKey(folder.resolve(file.keys().node())),
        listen,
        file.p2p().advertise().stream().map(text -> advertised(text, config)).toList(),
        List.copyOf(peers),
        DiscoverySetup.read(
            file.p2p().discovery(),
            network.bootRecords(),
            config + ": p2p.discovery",
            networkPath + ": bootRecords"));
  }

  private static LeaseKey leaseKey(Path path) {
    try {
      return LeaseKey.load(path);
    } catch (KeyFileException e) {
      throw new ConfigException("keys.lease: " + e.getMessage());
    }
  }

  private static NodeKey nodeKey(Path path) {
    try {
      return NodeKey.load(path);
    } catch (java.io.IOException | IllegalArgumentException e) {
      throw new ConfigException("keys.node: " + path + ": " + e.getMessage());
    }
  }

  private static Multiaddr address(String text, String where) {
    try {
      return Multiaddr.fromText(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          where + ": '" + text + "' is not a multiaddr such as /ip4/127.0.0.1/tcp/4001");
    }
  }

  private static Multiaddr advertised(String text, Path config) {
    Multiaddr address = address(text, config + ": p2p.advertise");
    if (address.tcpAddress().isEmpty() || address.peerId().isPresent()) {
      throw new ConfigException(
          config + ": p2p.advertise: '" + text + "' must be /ip4, /ip6 or /dns and /tcp only");
    }
    return address;
  }

  private static Multiaddr peer(String text, String where) {
    Multiaddr address = address(text, where);
    if (address.peerId().isEmpty()) {
      throw new ConfigException(where + ": '" + text + "' does not end in /p2p/<peer id>");
    }
    return address;
  }

  /** This node among the genesis provers, by its lease key, or null. */
  @Nullable GenesisProver genesisSelf() {
    Address own = leaseKey.address();
    for (GenesisProver prover : network.genesisProvers()) {
      if (Address.fromHex(prover.leaseKey()).equals(own)) {
        return prover;
      }
    }
    return null;
  }

  String summary() {
    GenesisProver self = genesisSelf();
    return "network "
        + network.name()
        + ", chain "
        + network.chainId()
        + ", "
        + (self == null ? "observer or later prover " : "prover " + self.index() + " ")
        + leaseKey.address()
        + ", provers "
        + file.provers().stream().map(ProverEntry::proofType).toList();
  }
}
