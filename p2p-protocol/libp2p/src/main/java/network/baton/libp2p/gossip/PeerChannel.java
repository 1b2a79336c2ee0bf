package network.baton.libp2p.gossip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import network.baton.libp2p.Connection;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.Stream;
import network.baton.libp2p.StreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The way to one connected peer: its stream for writing, what waits to be written, and the state of
 * opening it. Owned by the loop.
 */
final class PeerChannel {
  /** More than this is not handed to the stream at once, so that priorities still count. */
  private static final int STREAM_BYTES_MAX = 64 << 10;

  private static final long RETRY_FIRST_MS = 250;
  private static final long RETRY_MAX_MS = 30_000;
  private static final long STABLE_MS = 10_000;

  final PeerId peer;
  final Connection connection;
  private final Mailbox mailbox;
  private final GossipCounters counters;
  private final OutboundQueue queue;
  private @Nullable Stream outbound;
  private long openedAtMs;
  private long retryMs = RETRY_FIRST_MS;

  /** Set by the loop when frames wait for the stream, read by whoever finishes a write. */
  private volatile boolean waiting;

  @Nullable InboundStream inbound;

  /** Whether the router knows the peer. */
  boolean announced;

  /** Whether a stream is being opened. */
  boolean opening;

  /** Whether there was a stream before, so that the peer has been told things once. */
  boolean openedBefore;

  /** Whether the peer is known to speak the protocol. */
  boolean speaks;

  PeerChannel(Connection connection, Mailbox mailbox, GossipCounters counters, int bytesMax) {
    this.peer = connection.remotePeer();
    this.connection = connection;
    this.mailbox = mailbox;
    this.counters = counters;
    this.queue = new OutboundQueue(bytesMax, counters::dropped);
  }

  boolean isOutbound(Stream stream) {
    return stream.equals(outbound);
  }

  boolean hasOutbound() {
    return outbound != null;
  }

  /** A stream is there to write to; it tells {@code lost} when it dies. */
  void opened(Stream stream, Runnable lost, long nowMs) {
    outbound = stream;
    openedAtMs = nowMs;
    counters.streamsOpened.increment();
    stream.read(new Watch(lost));
  }

  /** The stream died; what waited is gone, since the next stream starts from the beginning. */
  void lost(long nowMs) {
    outbound = null;
    waiting = false;
    if (nowMs - openedAtMs >= STABLE_MS) {
      retryMs = RETRY_FIRST_MS;
    }
    queue.clear();
  }

  /** How long to wait before the next attempt: doubles each time. */
  long nextRetryMs() {
    long wait = retryMs;
    retryMs = Math.min(RETRY_MAX_MS, 2 * retryMs);
    return wait;
  }

  void send(byte[] frame, Priority priority, @Nullable WriteTracker tracker) {
    if (tracker != null) {
      tracker.expect();
    }
    queue.add(new OutboundQueue.Frame(frame, priority, tracker));
    drain();
  }

  /** Hands waiting frames to the stream as far as it takes them. */
  void drain() {
    Stream stream = outbound;
    while (stream != null && !queue.isEmpty()) {
      // Before the look at the stream: a write that finishes after it must see that we wait.
      waiting = true;
      if (stream.pendingBytes() >= STREAM_BYTES_MAX) {
        return;
      }
      OutboundQueue.Frame frame = queue.poll();
      if (frame != null) {
        write(stream, frame);
      }
    }
    waiting = false;
  }

  private void write(Stream stream, OutboundQueue.Frame frame) {
    ByteBuf buffer = Unpooled.copiedBuffer(frame.bytes);
    var _ =
        stream
            .write(buffer)
            .whenComplete(
                (done, error) -> {
                  if (error == null) {
                    counters.bytesOut.add(frame.bytes.length);
                    counters.rpcsOut.increment();
                    frame.written();
                  } else {
                    frame.failed();
                  }
                  if (waiting) {
                    mailbox.post(this::drain);
                  }
                });
  }

  /** The peer is gone, or all ends. */
  void close() {
    if (outbound != null) {
      outbound.closeWrite();
      outbound = null;
    }
    if (inbound != null) {
      inbound.stream().reset();
      inbound = null;
    }
    queue.clear();
  }

  /** Nothing is to be read from a stream for writing, but its end is seen there. */
  private record Watch(Runnable lost) implements StreamReader {
    @Override
    public void onData(ByteBuf data) {}

    @Override
    public void onEnd() {}

    @Override
    public void onReset() {
      lost.run();
    }
  }
}
