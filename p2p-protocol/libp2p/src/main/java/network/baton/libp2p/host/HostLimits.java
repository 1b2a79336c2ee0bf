package network.baton.libp2p.host;

import network.baton.libp2p.yamux.YamuxLimits;

/**
 * Every bound of a host. Rule ids: {@code specs/network.md}.
 *
 * @param handshakesMax N-10: accepted connections that are not secured yet, in total
 * @param handshakesPerIpMax N-10: the same, from one IP address
 * @param handshakeMs N-11: from accepting or dialling to a secured and multiplexed connection
 * @param connectionsMax N-12: ready connections, in total
 * @param connectionsPerIpMax N-12: ready connections with one IP address
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
  }

  public static HostLimits defaults() {
    return new HostLimits(128, 64, 10_000, 256, 128, 10_000, 10_000, YamuxLimits.defaults());
  }
}
