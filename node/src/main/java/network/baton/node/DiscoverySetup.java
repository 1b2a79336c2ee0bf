package network.baton.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.Multiaddr.Component;
import network.baton.libp2p.MultiaddrProtocol;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.node.config.ConfigException;
import network.baton.node.config.DiscoveryEntry;
import network.baton.node.config.NetworkFile;
import network.baton.node.discovery.Discovery;
import network.baton.node.discovery.DiscoverySettings;
import org.jspecify.annotations.Nullable;

/**
 * What the files say of discovery, checked.
 *
 * @param listen UDP
 * @param announcedPort where a router forwards another one
 * @param boot node records
 */
record DiscoverySetup(
    InetSocketAddress listen, Optional<Integer> announcedPort, List<String> boot) {
  DiscoverySetup {
    boot = List.copyOf(boot);
  }

  /** Null if there is no entry. Throws {@link ConfigException} with one line. */
  static @Nullable DiscoverySetup read(
      @Nullable DiscoveryEntry entry, List<String> networkBoot, String where, String networkWhere) {
    networkBoot.forEach(record -> check(record, networkWhere));
    if (entry == null) {
      return null;
    }
    entry.boot().forEach(record -> check(record, where + ".boot"));
    var boot = new ArrayList<>(entry.boot());
    boot.addAll(networkBoot);
    return new DiscoverySetup(
        udp(entry.listen(), where + ".listen"), Optional.ofNullable(entry.advertisePort()), boot);
  }

  private static void check(String record, String where) {
    try {
      Discovery.check(record);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          where + ": '" + record + "' is no signed node record that begins with enr:");
    }
  }

  private static InetSocketAddress udp(String text, String where) {
    try {
      List<Component> parts = Multiaddr.fromText(text).components();
      MultiaddrProtocol host = parts.getFirst().protocol();
      if (parts.size() == 2
          && (host == MultiaddrProtocol.IP4 || host == MultiaddrProtocol.IP6)
          && parts.get(1).protocol() == MultiaddrProtocol.UDP) {
        return new InetSocketAddress(
            InetAddress.ofLiteral(parts.getFirst().value()),
            Integer.parseInt(parts.get(1).value()));
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ConfigException(
        where + ": '" + text + "' must be /ip4 or /ip6 and /udp, such as /ip4/127.0.0.1/udp/4001");
  }

  /**
   * All that discovery needs.
   *
   * @param tcp addresses that the operator names, or that are listened on
   * @param sequence for the own record
   */
  DiscoverySettings settings(
      NetworkFile network, NodeKey key, List<Multiaddr> tcp, boolean privateToo, long sequence) {
    return new DiscoverySettings(
        listen,
        announcedPort,
        // A node record has no names in it, so that a name is left out.
        tcp.stream().flatMap(address -> address.tcpLiteral().stream()).toList(),
        privateToo,
        boot,
        key,
        network.chainId(),
        network.contracts().registry(),
        network.protocolVersion(),
        sequence);
  }
}
