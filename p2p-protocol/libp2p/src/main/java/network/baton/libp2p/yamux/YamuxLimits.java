package network.baton.libp2p.yamux;

/**
 * Bounds of one connection's streams. Rule ids: {@code specs/network.md}.
 *
 * @param streamsInboundMax N-44: streams that the remote may have open at once; more are reset
 * @param streamsOutboundMax N-44: streams that this side opens at once
 * @param streamsUnacknowledgedMax streams of this side that the remote has not accepted yet
 * @param streamOpensPerSecondMax N-44: inbound streams a second; more are reset
 * @param windowBytesMax N-41: to what a stream's receive window may grow
 * @param windowGrowthBytesMax N-41: by how much all receive windows of the connection may grow
 *     beyond their first size, together
 * @param unreadBytesMax N-47: received bytes that no reader has taken, of all streams together
 * @param streamPendingBytesMax N-48: bytes written to one stream that have not left
 * @param pingAnswersMax N-45: ping answers that have not left
 * @param controlBytesMax N-46: bytes that wait for the socket; only control frames can go so far
 * @param keepAliveMs N-50: between keep-alive pings
 * @param pingTimeoutMs N-50: how long to wait for their answer
 * @param halfClosedMs N-49: how long a half-closed stream may be idle
 */
public record YamuxLimits(
    int streamsInboundMax,
    int streamsOutboundMax,
    int streamsUnacknowledgedMax,
    int streamOpensPerSecondMax,
    int windowBytesMax,
    long windowGrowthBytesMax,
    long unreadBytesMax,
    long streamPendingBytesMax,
    int pingAnswersMax,
    int controlBytesMax,
    long keepAliveMs,
    long pingTimeoutMs,
    long halfClosedMs) {

  public YamuxLimits {
    if (windowBytesMax < YamuxFrame.WINDOW_BYTES || unreadBytesMax < YamuxFrame.WINDOW_BYTES) {
      throw new IllegalArgumentException("windows are at least " + YamuxFrame.WINDOW_BYTES);
    }
    if (streamsInboundMax < 1 || streamsOutboundMax < 1 || streamsUnacknowledgedMax < 1) {
      throw new IllegalArgumentException("at least one stream each way");
    }
  }

  public static YamuxLimits defaults() {
    return new YamuxLimits(
        256, 256, 256, 500, 4 << 20, 16 << 20, 16 << 20, 6 << 20, 32, 512 << 10, 30_000, 10_000,
        60_000);
  }
}
