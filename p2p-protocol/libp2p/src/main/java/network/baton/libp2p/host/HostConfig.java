package network.baton.libp2p.host;

import java.util.List;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.crypto.NodeKey;

/**
 * What a host is made of.
 *
 * @param listen TCP addresses to listen on; port 0 takes a free one; empty: it only dials
 * @param key who it is
 * @param agentVersion what it calls itself in identify
 * @param threads event loops for all connections
 * @param limits all its bounds
 * @param advertised N-64: addresses that peers are told instead of those it listens on
 * @param tellPrivate N-64: whether addresses that the internet does not reach are told, too
 */
public record HostConfig(
    List<Multiaddr> listen,
    NodeKey key,
    String agentVersion,
    int threads,
    HostLimits limits,
    List<Multiaddr> advertised,
    boolean tellPrivate) {

  private static final int AGENT_VERSION_LENGTH_MAX = 128;

  public HostConfig {
    listen = List.copyOf(listen);
    advertised = List.copyOf(advertised);
    if (agentVersion.length() > AGENT_VERSION_LENGTH_MAX) {
      throw new IllegalArgumentException("agent version is too long");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("a host needs a thread");
    }
    for (Multiaddr address : listen) {
      if (address.tcpAddress().isEmpty()) {
        throw new IllegalArgumentException("cannot listen on " + address);
      }
    }
  }

  /** The same, listening elsewhere. */
  public HostConfig listeningOn(List<Multiaddr> addresses) {
    return new HostConfig(addresses, key, agentVersion, threads, limits, advertised, tellPrivate);
  }

  /** The same, telling other addresses; of those it listens on only public ones, if told so. */
  public HostConfig advertising(List<Multiaddr> addresses, boolean privateToo) {
    return new HostConfig(listen, key, agentVersion, threads, limits, addresses, privateToo);
  }

  /** Two threads and the default limits; private addresses are not told. */
  public static HostConfig of(Multiaddr listen, NodeKey key, String agentVersion) {
    return new HostConfig(
        List.of(listen), key, agentVersion, 2, HostLimits.defaults(), List.of(), false);
  }
}
