package network.baton.node.discovery;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import network.baton.libp2p.crypto.NodeKey;

/**
 * What this node's discovery is made of.
 *
 * @param listen UDP; port 0 takes a free one
 * @param announcedPort the UDP port that others use, where a router forwards another one
 * @param tcp where peers connect, if the operator names it or it is listened on; a record without
 *     it finds others and is not found
 * @param privateToo N-69: whether private addresses are told, believed and spoken with
 * @param boot node records to begin with, {@code enr:...}
 * @param chainId with the registry and the version names the network
 * @param sequence of the own record: higher than ever before
 */
public record DiscoverySettings(
    InetSocketAddress listen,
    Optional<Integer> announcedPort,
    List<InetSocketAddress> tcp,
    boolean privateToo,
    List<String> boot,
    NodeKey key,
    long chainId,
    String registry,
    int protocolVersion,
    long sequence) {
  public DiscoverySettings {
    tcp = List.copyOf(tcp);
    boot = List.copyOf(boot);
  }
}
