package network.baton.libp2p;

import java.util.Locale;

/**
 * Why the stack refused something that a remote did or asked for: a closed list. Each has a counter
 * of the name that {@link #counterName} gives. Rule ids: {@code specs/network.md}.
 */
public enum Refusal {
  /** N-10: too many connections before the end of the handshake, in total. */
  HANDSHAKES_TOTAL,
  /** N-10: too many connections before the end of the handshake from one IP address. */
  HANDSHAKES_PER_IP,
  /** N-11: no secured and multiplexed connection before the deadline. */
  HANDSHAKE_TIMEOUT,
  /** N-12: too many connections in total. */
  CONNECTIONS_TOTAL,
  /** N-12: too many connections from one IP address. */
  CONNECTIONS_PER_IP,
  /** N-12: too many connections from one subnet. */
  CONNECTIONS_PER_SUBNET,
  /** N-16: more connections than the high-water mark, and this one was of the least use. */
  CONNECTIONS_TRIMMED,
  /** N-13: a second connection to the same peer, and the other one stays. */
  CONNECTION_DUPLICATE,
  /** A peer that is this node itself. */
  CONNECTION_TO_SELF,
  /** The proved identity is not the one that was dialled. */
  PEER_MISMATCH,
  /** N-20: a line of multistream-select that is too long or not in form. */
  MULTISTREAM_LINE,
  /** N-21: too many proposals in one negotiation. */
  MULTISTREAM_PROPOSALS,
  /** None of the protocols is spoken by both. */
  NO_COMMON_PROTOCOL,
  /** N-31: a Noise message that is too long, too short or does not decrypt. */
  NOISE_MESSAGE,
  /** N-32: the handshake payload has no identity key that can be verified here. */
  NOISE_KEY,
  /** N-32: the identity signature is wrong. */
  NOISE_SIGNATURE,
  /** N-33: both sides announced stream muxers and have none in common. */
  NOISE_MUXERS,
  /** N-40: a frame header that is not in form. */
  YAMUX_FRAME,
  /** N-41: more data than the window allows. */
  YAMUX_WINDOW,
  /** N-42: a window that would pass 2^32-1. */
  YAMUX_WINDOW_OVERFLOW,
  /** N-43: a stream opened twice or with an id of the other side. */
  YAMUX_STREAM_ID,
  /** N-44: too many inbound streams at once. */
  STREAMS_INBOUND,
  /** N-44: inbound streams opened too fast. */
  STREAMS_RATE,
  /** N-44: too many inbound streams of one protocol. */
  STREAMS_PROTOCOL,
  /** N-45: pings faster than their answers leave; these are not answered. */
  PINGS,
  /** N-46: answers pile up because the remote does not read. */
  CONTROL_QUEUE,
  /** N-47: bytes that nobody here reads pile up. */
  RECEIVE_BUFFER,
  /** N-48: a write beyond what a stream may hold back. */
  SEND_BUFFER,
  /** N-49: a stream half closed and idle for too long. */
  HALF_CLOSED,
  /** N-50: no answer to a keep-alive ping. */
  KEEP_ALIVE,
  /** A stream's protocol was not negotiated in time. */
  STREAM_TIMEOUT,
  /** N-60: an identify message that is too long, cannot be read, or names another key. */
  IDENTIFY,
  /** N-61: identify pushes faster than they are read. */
  IDENTIFY_RATE,
  /** N-70: a request or answer longer than its limit. */
  MESSAGE_SIZE,
  /** N-71: too many requests at once, from one peer or in total. */
  REQUESTS,
  /** N-73: more requests of one peer in a minute than it may make. */
  REQUESTS_RATE,
  /** N-72: a request that did not come, or was not answered, in time. */
  REQUEST_TIMEOUT,
  /** N-75: a question to be dialled back at an address that is not the asker's own. */
  DIAL_BACK_ADDRESS,
  /** N-76: more such questions than are served. */
  DIAL_BACK_RATE,
  /** Something broke on this side while serving the remote. */
  INTERNAL;

  /** The name in {@code counters()}. */
  public String counterName() {
    return "refused." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
