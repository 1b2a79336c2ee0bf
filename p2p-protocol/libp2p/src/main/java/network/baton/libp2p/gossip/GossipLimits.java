package network.baton.libp2p.gossip;

/**
 * Bounds of what peers can make this node keep, do or send. All positive.
 *
 * @param rpcBytesMax longest RPC read or written, without its length prefix
 * @param rpcFieldsMax protobuf fields in one RPC, at all levels
 * @param controlBytesMax bytes of an RPC that are not messages
 * @param subscriptionsPerRpcMax subscription entries in one RPC
 * @param messagesPerRpcMax messages in one RPC
 * @param idsPerRpcMax message ids in one RPC, all kinds together
 * @param controlEntriesPerRpcMax GRAFT, PRUNE and IHAVE entries in one RPC
 * @param topicBytesMax longest topic, as UTF-8
 * @param messageBytesMax most data in one message
 * @param topicsPerPeerMax topics that one peer can be subscribed to
 * @param seenMax ids remembered; the oldest goes first
 * @param cacheBytesMax data kept to answer IWANT; the oldest goes first
 * @param heldMax messages that wait for a verdict
 * @param heldPerPeerMax of these, first brought by one peer
 * @param heldBytesMax data of these
 * @param haveRpcsMax RPCs with IHAVE, per peer and heartbeat
 * @param idsAskedMax ids asked for by IWANT, per peer and heartbeat; also ids in one IHAVE
 * @param wantIdsMax ids looked up for a peer's IWANT, per heartbeat
 * @param wantBytesMax data sent for a peer's IWANT, per heartbeat
 * @param retransmissionsMax answers to IWANT per message and peer
 * @param dontWantRpcsMax RPCs with IDONTWANT, per peer and heartbeat
 * @param dontWantIdsMax ids taken of one such RPC; also ids sent in one
 * @param dontWantKeptMax ids kept per peer
 * @param deliveriesMax messages whose copies are watched for the score
 * @param exchangeBytesMax longest signed record of a peer kept or sent along with a PRUNE
 * @param backoffsMax backoffs kept
 * @param outboundBytesMax bytes queued per peer
 * @param inboundBytesMax bytes received per peer and not yet taken by the loop
 */
public record GossipLimits(
    int rpcBytesMax,
    int rpcFieldsMax,
    int controlBytesMax,
    int subscriptionsPerRpcMax,
    int messagesPerRpcMax,
    int idsPerRpcMax,
    int controlEntriesPerRpcMax,
    int topicBytesMax,
    int messageBytesMax,
    int topicsPerPeerMax,
    int seenMax,
    int cacheBytesMax,
    int heldMax,
    int heldPerPeerMax,
    int heldBytesMax,
    int haveRpcsMax,
    int idsAskedMax,
    int wantIdsMax,
    int wantBytesMax,
    int retransmissionsMax,
    int dontWantRpcsMax,
    int dontWantIdsMax,
    int dontWantKeptMax,
    int deliveriesMax,
    int exchangeBytesMax,
    int backoffsMax,
    int outboundBytesMax,
    int inboundBytesMax) {
  /** Room beside the data of a message: topic, tags, lengths, author, signature. */
  public static final int MESSAGE_OVERHEAD_BYTES_MAX = 1_024;

  public static final GossipLimits DEFAULT =
      new GossipLimits(
          1 << 20, 32_768, 256 << 10, 512, 2_048, 8_192, 512, 256, 64 << 10, 64, 200_000, 32 << 20,
          2_048, 512, 8 << 20, 10, 5_000, 5_000, 1 << 20, 3, 1_000, 10, 1_024, 8_192, 2_048, 16_384,
          4 << 20, 4 << 20);

  /** For bursts of large messages: thousands may wait for their verdict. */
  public static final GossipLimits BULK =
      new GossipLimits(
          2 << 20, 32_768, 256 << 10, 512, 2_048, 8_192, 512, 256, 1 << 20, 64, 200_000, 32 << 20,
          16_384, 16_384, 64 << 20, 10, 5_000, 5_000, 1 << 20, 3, 1_000, 10, 1_024, 8_192, 2_048,
          16_384, 16 << 20, 16 << 20);

  public GossipLimits {
    int[] positive = {
      rpcBytesMax,
      rpcFieldsMax,
      controlBytesMax,
      subscriptionsPerRpcMax,
      messagesPerRpcMax,
      idsPerRpcMax,
      controlEntriesPerRpcMax,
      topicBytesMax,
      messageBytesMax,
      topicsPerPeerMax,
      seenMax,
      cacheBytesMax,
      heldMax,
      heldPerPeerMax,
      heldBytesMax,
      haveRpcsMax,
      idsAskedMax,
      wantIdsMax,
      wantBytesMax,
      retransmissionsMax,
      dontWantRpcsMax,
      dontWantIdsMax,
      dontWantKeptMax,
      deliveriesMax,
      exchangeBytesMax,
      backoffsMax,
      outboundBytesMax,
      inboundBytesMax
    };
    for (int limit : positive) {
      if (limit < 1) {
        throw new IllegalArgumentException("a limit is not positive: " + limit);
      }
    }
    if (messageBytesMax > rpcBytesMax - MESSAGE_OVERHEAD_BYTES_MAX) {
      throw new IllegalArgumentException("a message must fit into an RPC: " + messageBytesMax);
    }
    if (outboundBytesMax < rpcBytesMax || inboundBytesMax < rpcBytesMax) {
      throw new IllegalArgumentException("a queue must hold at least one RPC");
    }
  }
}
