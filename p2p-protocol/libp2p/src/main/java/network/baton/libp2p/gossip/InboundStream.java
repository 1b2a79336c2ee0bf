package network.baton.libp2p.gossip;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.Stream;
import network.baton.libp2p.StreamReader;

/**
 * Reads a peer's stream: cuts frames and decodes them on the event loop, and hands them over. Stops
 * reading while too many bytes wait to be taken. Never writes: the peer would take that for an end.
 */
final class InboundStream implements StreamReader {
  private final Stream stream;
  private final PeerId peer;
  private final RpcDecoder decoder;
  private final FrameReader frames;
  private final GossipCounters counters;
  private final int waitingBytesMax;
  private final Sink sink;
  private final AtomicLong waitingBytes = new AtomicLong();
  private volatile boolean paused;
  private boolean dead;

  /** Whether an RPC came before: only the first may tell extensions. */
  private boolean heard;

  /** Takes what was read. Called on the event loop; must not block. */
  interface Sink {
    /** To be followed by {@link InboundStream#taken} when the result was dealt with. */
    void received(InboundStream from, RpcDecoder.Result result, int frameBytes);

    void ended(InboundStream stream);
  }

  InboundStream(Stream stream, GossipLimits limits, GossipCounters counters, Sink sink) {
    this.stream = stream;
    this.peer = stream.connection().remotePeer();
    this.decoder = new RpcDecoder(limits);
    this.frames = new FrameReader(limits.rpcBytesMax(), this::frame);
    this.counters = counters;
    this.waitingBytesMax = limits.inboundBytesMax();
    this.sink = sink;
  }

  PeerId peer() {
    return peer;
  }

  Stream stream() {
    return stream;
  }

  @Override
  public void onData(ByteBuf data) {
    if (dead) {
      return;
    }
    counters.bytesIn.add(data.readableBytes());
    if (!frames.read(data)) {
      dead = true;
      stream.reset();
      sink.received(this, new RpcDecoder.Result.Refused(GossipRefusal.RPC_TOO_LARGE), 0);
      sink.ended(this);
    }
  }

  @Override
  public void onEnd() {
    stream.closeWrite();
    sink.ended(this);
  }

  @Override
  public void onReset() {
    sink.ended(this);
  }

  /** On any thread: a received frame was dealt with. */
  void taken(int frameBytes) {
    waitingBytes.addAndGet(-frameBytes);
    resumeIfPossible();
  }

  private void frame(byte[] frame) {
    counters.rpcsIn.increment();
    RpcDecoder.Result result = decoder.decode(frame);
    if (heard && result instanceof RpcDecoder.Result.Decoded(Rpc rpc) && rpc.extensions()) {
      sink.received(this, new RpcDecoder.Result.Refused(GossipRefusal.EXTENSIONS_LATE), 0);
    }
    heard = true;
    if (waitingBytes.addAndGet(frame.length) > waitingBytesMax) {
      paused = true;
      stream.pauseReading();
    }
    sink.received(this, result, frame.length);
    // All may have been taken before the pause was set.
    resumeIfPossible();
  }

  private void resumeIfPossible() {
    if (paused && waitingBytes.get() <= waitingBytesMax / 2) {
      paused = false;
      stream.resumeReading();
    }
  }
}
