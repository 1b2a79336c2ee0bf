package network.baton.libp2p.protocol;

/**
 * Bounds of request/response. Rule ids: {@code specs/network.md}.
 *
 * @param requestBytesMax N-70: longest request, sent or served
 * @param answerBytesMax N-70: longest answer, sent or received
 * @param perPeerMax N-71: requests under way with one peer, each way
 * @param totalMax N-71: requests under way in total, each way
 * @param perPeerMinuteMax N-73: requests of one peer that are served in a minute
 * @param serveMs N-72: from the opening of an inbound stream to the answer's last byte leaving
 */
public record RequestLimits(
    int requestBytesMax,
    int answerBytesMax,
    int perPeerMax,
    int totalMax,
    int perPeerMinuteMax,
    long serveMs) {

  public RequestLimits {
    if (requestBytesMax < 1
        || answerBytesMax < 1
        || perPeerMax < 1
        || totalMax < 1
        || perPeerMinuteMax < 1) {
      throw new IllegalArgumentException("no request could be made");
    }
  }

  /** Requests of 64 KiB, answers of 4 MiB and a little: the largest proof and its envelope. */
  public static RequestLimits defaults() {
    return new RequestLimits(64 << 10, (4 << 20) + (16 << 10), 8, 64, 600, 15_000);
  }
}
