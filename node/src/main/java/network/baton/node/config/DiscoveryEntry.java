package network.baton.node.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code p2p.discovery}: whether and how the node finds peers by discv5. There is none unless the
 * key is there.
 *
 * @param listen multiaddr of IP and UDP
 * @param advertisePort the UDP port that others use, where a router forwards another one
 * @param boot node records besides the network file's
 */
public record DiscoveryEntry(String listen, @Nullable Integer advertisePort, List<String> boot) {
  static final String LISTEN_DEFAULT = "/ip4/127.0.0.1/udp/4001";

  /** More would only be asked once each. */
  static final int BOOT_MAX = 32;

  public DiscoveryEntry {
    listen = listen == null ? LISTEN_DEFAULT : Check.text(listen, "listen");
    if (advertisePort != null) {
      Check.within(advertisePort, 1, 65_535, "advertisePort");
    }
    boot = Check.entries(boot, "boot");
    Check.within(boot.size(), 0, BOOT_MAX, "records in boot");
  }
}
