package network.baton.libp2p.gossip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import network.baton.libp2p.Connection;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.Stream;
import network.baton.libp2p.StreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The way to one connected peer: its stream for writing, what waits to be written, and the state of
 * opening it. Owned by the loop, but for the writing itself: frames are handed to the stream on its
 * event loop, as many at once as have come together, so that a busy stream has few wake-ups, Yamux
 * frames and encrypted messages.
 */
final class PeerChannel {
  /** More than this is not handed to the stream at once, so that priorities still count. */
  private static final int STREAM_BYTES_MAX = 64 << 10;

  /** Most that becomes one write, longer frames apart. */
  private static final int WRITE_BYTES_MAX = 32 << 10;

  private static final long RETRY_FIRST_MS = 250;
  private static final long RETRY_MAX_MS = 30_000;
  private static final long STABLE_MS = 10_000;

  final PeerId peer;
  final Connection connection;
  private final GossipCounters counters;
  private final OutboundQueue queue;

  /** Whether the event loop was asked to look at the queue and has not begun to. */
  private final AtomicBoolean asked = new AtomicBoolean();

  /** Set by the loop. */
  private volatile @Nullable Stream outbound;

  private long openedAtMs;
  private long retryMs = RETRY_FIRST_MS;

  @Nullable InboundStream inbound;

  /** Whether the router knows the peer. */
  boolean announced;

  /** Whether a stream is being opened. */
  boolean opening;

  /** Whether there was a stream before, so that the peer has been told things once. */
  boolean openedBefore;

  /** Whether the peer is known to speak the protocol. */
  boolean speaks;

  PeerChannel(Connection connection, GossipCounters counters, int bytesMax) {
    this.peer = connection.remotePeer();
    this.connection = connection;
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

  /** Has waiting frames handed to the stream as far as it takes them. */
  void drain() {
    Stream stream = outbound;
    if (stream != null && !asked.get() && asked.compareAndSet(false, true)) {
      stream.execute(() -> drainNow(stream));
    }
  }

  private void drainNow(Stream stream) {
    // Before the look at the queue: a frame added after it must find that it has to ask again.
    asked.set(false);
    while (stream.pendingBytes() < STREAM_BYTES_MAX) {
      List<OutboundQueue.Frame> frames = queue.take(WRITE_BYTES_MAX);
      if (frames.isEmpty()) {
        return;
      }
      write(stream, frames);
    }
    // The end of a write that is under way comes back here.
  }

  private void write(Stream stream, List<OutboundQueue.Frame> frames) {
    ByteBuf bytes = joined(frames);
    int length = bytes.readableBytes();
    var _ =
        stream
            .write(bytes)
            .whenComplete(
                (done, error) -> {
                  if (error == null) {
                    counters.bytesOut.add(length);
                    counters.rpcsOut.add(frames.size());
                    frames.forEach(OutboundQueue.Frame::written);
                  } else {
                    frames.forEach(OutboundQueue.Frame::failed);
                  }
                  if (!queue.isEmpty()) {
                    drain();
                  }
                });
  }

  private static ByteBuf joined(List<OutboundQueue.Frame> frames) {
    if (frames.size() == 1) {
      return Unpooled.wrappedBuffer(frames.getFirst().bytes);
    }
    int length = 0;
    for (OutboundQueue.Frame frame : frames) {
      length += frame.bytes.length;
    }
    // On the heap, where encryption reads it from.
    ByteBuf joined = ByteBufAllocator.DEFAULT.heapBuffer(length);
    for (OutboundQueue.Frame frame : frames) {
      joined.writeBytes(frame.bytes);
    }
    return joined;
  }

  /** The peer is gone, or all ends. */
  void close() {
    Stream stream = outbound;
    if (stream != null) {
      stream.closeWrite();
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
