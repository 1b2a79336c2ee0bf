package network.baton.libp2p.yamux;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Counters;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import org.jspecify.annotations.Nullable;

/** The open streams of a connection, their ids, and how many there may be. On the event loop. */
final class StreamTable {
  private final boolean dialer;
  private final YamuxLimits limits;
  private final Counters counters;
  private final Map<Integer, YamuxStream> streams = new HashMap<>();
  private long nextId;
  private long remoteIdMax;
  private int inbound;
  private int outbound;
  private int unacknowledged;
  private long opensSecond;
  private int opensInSecond;

  StreamTable(boolean dialer, YamuxLimits limits, Counters counters) {
    this.dialer = dialer;
    this.limits = limits;
    this.counters = counters;
    this.nextId = dialer ? 1 : 2;
  }

  @Nullable YamuxStream find(int id) {
    return streams.get(id);
  }

  List<YamuxStream> all() {
    return List.copyOf(streams.values());
  }

  int size() {
    return streams.size();
  }

  /**
   * An id for a stream of this side.
   *
   * @throws IllegalStateException if no more streams may be opened
   */
  int takeId() {
    if (outbound >= limits.streamsOutboundMax()
        || unacknowledged >= limits.streamsUnacknowledgedMax()) {
      throw new IllegalStateException(outbound + " streams are open");
    }
    if (nextId > Integer.MAX_VALUE) {
      throw new IllegalStateException("stream ids are used up");
    }
    int id = (int) nextId;
    nextId += 2;
    return id;
  }

  void add(YamuxStream stream) {
    streams.put(stream.id(), stream);
    counters.add(YamuxSession.STREAMS_OPEN, 1);
    if (stream.outbound()) {
      outbound++;
      unacknowledged++;
    } else {
      inbound++;
    }
  }

  void remove(YamuxStream stream) {
    if (streams.remove(stream.id(), stream)) {
      counters.add(YamuxSession.STREAMS_OPEN, -1);
      if (stream.outbound()) {
        outbound--;
        acknowledge(stream);
      } else {
        inbound--;
      }
    }
  }

  /** The remote has accepted a stream of this side. */
  void acknowledge(YamuxStream stream) {
    if (stream.outbound() && !stream.acknowledged) {
      stream.acknowledged = true;
      unacknowledged--;
    }
  }

  /**
   * N-43: takes note of an id with which the remote opens a stream.
   *
   * @throws ProtocolViolation if the id is not the remote's to use, or open
   */
  void checkRemoteId(int id) {
    if (ofThisSide(id) || streams.containsKey(id)) {
      throw new ProtocolViolation(Refusal.YAMUX_STREAM_ID, "cannot open " + id);
    }
    remoteIdMax = Math.max(remoteIdMax, Integer.toUnsignedLong(id));
  }

  /** N-44: why the remote may not open another stream now, or null. */
  @Nullable Refusal inboundRefusal(long nowNs) {
    long second = TimeUnit.NANOSECONDS.toSeconds(nowNs);
    if (second != opensSecond) {
      opensSecond = second;
      opensInSecond = 0;
    }
    opensInSecond++;
    if (opensInSecond > limits.streamOpensPerSecondMax()) {
      return Refusal.STREAMS_RATE;
    }
    return inbound >= limits.streamsInboundMax() ? Refusal.STREAMS_INBOUND : null;
  }

  /** Whether a stream of this id is or was open. */
  boolean known(int id) {
    long unsigned = Integer.toUnsignedLong(id);
    return ofThisSide(id) ? unsigned < nextId : unsigned <= remoteIdMax;
  }

  private boolean ofThisSide(int id) {
    return ((id & 1) == 1) == dialer;
  }
}
