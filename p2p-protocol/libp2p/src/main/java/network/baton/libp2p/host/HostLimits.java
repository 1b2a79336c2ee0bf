package network.baton.libp2p.host;

import network.baton.libp2p.yamux.YamuxLimits;

/**
 * Every bound of a host. Rule ids: {@code specs/network.md}.
 *
 * @param handshakesMax N-10: accepted connections that are not secured yet, in total
 * @param handshakesPerIpMax N-10: the same, from one IP address
 * @param handshakeMs N-11: from accepting or dialling to a secured and multiplexed connection
 * @param connectionsMax N-12: ready connections, in total
 * @param connectionsPerIpMax N-12: ready connections with one IP address (IPv6: one /64)
 * @param connectionsPerSubnetMax N-12: ready connections with one /24 of IPv4 or /48 of IPv6
 * @param connectionsHigh N-16: above so many, connections are closed
 * @param connectionsLow N-16: until so many are left
 * @param dialMs N-17: for one address of a peer, from dialling to a ready connection
 * @param simultaneousDialMs N-13: connections of one peer that are ready within this time of each
 *     other count as a simultaneous dial
 * @param streamNegotiationMs from opening a stream to its protocol
 * @param yamux of the streams of one connection
 */
public record HostLimits(
    int handshakesMax,
    int handshakesPerIpMax,
    long handshakeMs,
    int connectionsMax,
    int connectionsPerIpMax,
    int connectionsPerSubnetMax,
    int connectionsHigh,
    int connectionsLow,
    long dialMs,
    long simultaneousDialMs,
    long streamNegotiationMs,
    YamuxLimits yamux) {

  public HostLimits {
    if (handshakesMax < 1 || handshakesPerIpMax < 1 || handshakeMs < 1) {
      throw new IllegalArgumentException("no handshake could be made");
    }
    if (connectionsMax < 1 || connectionsPerIpMax < 1 || streamNegotiationMs < 1) {
      throw new IllegalArgumentException("no connection could be used");
    }
    if (connectionsPerSubnetMax < 1
        || connectionsLow < 1
        || connectionsLow > connectionsHigh
        || connectionsHigh > connectionsMax
        || dialMs < 1) {
      throw new IllegalArgumentException("water marks must ascend to " + connectionsMax);
    }
  }

  public static HostLimits defaults() {
    return new HostLimits(
        128, 64, 10_000, 256, 128, 192, 224, 192, 5_000, 10_000, 10_000, YamuxLimits.defaults());
  }
}
