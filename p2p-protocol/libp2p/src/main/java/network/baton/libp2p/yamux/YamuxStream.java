package network.baton.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.StreamReader;
import org.jspecify.annotations.Nullable;

/**
 * One stream. State belongs to the connection's event loop; methods marked so may be called from
 * any thread.
 */
public final class YamuxStream {
  private static final long WINDOW_LIMIT = 0xffff_ffffL;

  private record Write(ByteBuf data, CompletableFuture<Void> written) {}

  private final YamuxSession session;
  private final int id;
  private final boolean outbound;

  // Receiving.
  private final ArrayDeque<ByteBuf> unread = new ArrayDeque<>();
  private @Nullable StreamReader reader;
  private boolean paused;
  private boolean delivering;
  private long receiveWindow = YamuxFrame.WINDOW_BYTES;
  private int windowBytes = YamuxFrame.WINDOW_BYTES;
  private long takenBytes;
  private long windowUpdatedNs;
  private boolean remoteEnded;
  private boolean endDelivered;

  // Sending.
  private final ArrayDeque<Write> writes = new ArrayDeque<>();
  private final AtomicLong pendingBytes = new AtomicLong();
  private long sendWindow = YamuxFrame.WINDOW_BYTES;
  private boolean endWanted;
  private boolean endSent;

  private boolean dead;
  private long activeNs;
  private @Nullable Runnable closedTask;

  /** Whether the remote has accepted this stream, if this side opened it. Kept by the session. */
  boolean acknowledged;

  /** Whether it stands in the session's queue of streams that have something to send. */
  boolean queued;

  YamuxStream(YamuxSession session, int id, boolean outbound, long nowNs) {
    this.session = session;
    this.id = id;
    this.outbound = outbound;
    this.windowUpdatedNs = nowNs;
    this.activeNs = nowNs;
  }

  public int id() {
    return id;
  }

  public boolean outbound() {
    return outbound;
  }

  /** Calls {@code task} when the stream is gone, however it ended. On the event loop. */
  public void onClosed(Runnable task) {
    closedTask = task;
  }

  /**
   * Gives back, out of what the reader was given, what it did not use: the next reader gets it
   * first. Takes ownership. On the event loop.
   */
  public void putBack(ByteBuf data) {
    if (dead) {
      data.release();
      return;
    }
    takenBytes -= data.readableBytes();
    session.budget().addUnread(data.readableBytes());
    unread.addFirst(data);
  }

  /** Sets who reads from now on; may be called again to hand the stream on. Any thread. */
  public void read(StreamReader next) {
    session.run(
        () -> {
          reader = next;
          if (dead) {
            next.onReset();
          } else {
            deliver();
          }
        });
  }

  /** Any thread. */
  public void pauseReading() {
    session.run(() -> paused = true);
  }

  /** Any thread. */
  public void resumeReading() {
    session.run(
        () -> {
          paused = false;
          deliver();
        });
  }

  /** As {@link network.baton.libp2p.Stream#write}. Any thread. */
  public CompletableFuture<Void> write(ByteBuf data) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    int bytes = data.readableBytes();
    if (pendingBytes.addAndGet(bytes) > session.limits().streamPendingBytesMax()) {
      pendingBytes.addAndGet(-bytes);
      data.release();
      session.counters().count(Refusal.SEND_BUFFER);
      written.completeExceptionally(new IllegalStateException("too many bytes pend"));
      reset();
      return written;
    }
    Write write = new Write(data, written);
    if (!session.run(() -> enqueue(write))) {
      abandon(write);
    }
    return written;
  }

  /** Bytes written that have not left. Any thread. */
  public long pendingBytes() {
    return pendingBytes.get();
  }

  /** Sends FIN behind what was written. Any thread. */
  public void closeWrite() {
    session.run(
        () -> {
          if (!dead && !endWanted) {
            endWanted = true;
            session.ready(this);
          }
        });
  }

  /** Ends the stream at once and tells the remote. Any thread. */
  public void reset() {
    session.run(
        () -> {
          if (!dead) {
            session.sendReset(id);
            die();
          }
        });
  }

  private void enqueue(Write write) {
    if (dead || endWanted) {
      abandon(write);
      return;
    }
    writes.add(write);
    session.ready(this);
  }

  private void abandon(Write write) {
    pendingBytes.addAndGet(-write.data.readableBytes());
    write.data.release();
    write.written.completeExceptionally(new ClosedChannelException());
  }

  /**
   * Sends one frame, if there is something to send and the window allows it.
   *
   * @return bytes of data in it, or -1 if nothing was sent
   */
  int sendFrame(int bytesMax) {
    if (dead) {
      return -1;
    }
    Write head = writes.peek();
    if (head == null) {
      if (!endWanted || endSent) {
        return -1;
      }
      endSent = true;
      session.sendHeader(YamuxFrame.DATA, YamuxFrame.FIN, id, 0);
      finishIfDone();
      return 0;
    }
    int bytes = (int) Math.min(Math.min(sendWindow, bytesMax), head.data.readableBytes());
    if (bytes == 0 && head.data.isReadable()) {
      return -1;
    }
    boolean whole = bytes == head.data.readableBytes();
    ByteBuf body = whole ? head.data : head.data.readRetainedSlice(bytes);
    if (whole) {
      writes.remove();
    }
    sendWindow -= bytes;
    activeNs = session.nowNs();
    // FIN goes in a frame of its own: js-libp2p drops the body of a frame that has it.
    session.sendHeader(YamuxFrame.DATA, 0, id, bytes);
    ChannelFuture sent = session.sendBody(body);
    sent.addListener(
        left -> {
          pendingBytes.addAndGet(-bytes);
          if (!left.isSuccess()) {
            head.written.completeExceptionally(left.cause());
          } else if (whole) {
            head.written.complete(null);
          }
        });
    return bytes;
  }

  boolean wantsToSend() {
    return !dead && (writes.isEmpty() ? endWanted && !endSent : sendWindow > 0);
  }

  /**
   * Takes the length of a data frame from the receive window, or adds that of another one to the
   * send window.
   *
   * @throws ProtocolViolation N-41, N-42: if a window does not allow it
   */
  void takeWindow(YamuxFrame frame) {
    long length = frame.length();
    if (frame.type() != YamuxFrame.DATA) {
      enlargeSendWindow(length);
      return;
    }
    if (length > receiveWindow || (remoteEnded && length > 0)) {
      throw new ProtocolViolation(Refusal.YAMUX_WINDOW, length + " bytes over the window");
    }
    receiveWindow -= length;
  }

  /** Takes ownership of {@code data}. */
  void receive(ByteBuf data) {
    if (dead) {
      data.release();
      return;
    }
    activeNs = session.nowNs();
    session.budget().addUnread(data.readableBytes());
    unread.add(data);
    deliver();
  }

  void receiveEnd() {
    activeNs = session.nowNs();
    remoteEnded = true;
    deliver();
  }

  private void enlargeSendWindow(long delta) {
    if (sendWindow + delta > WINDOW_LIMIT) {
      throw new ProtocolViolation(Refusal.YAMUX_WINDOW_OVERFLOW, "delta " + delta);
    }
    sendWindow += delta;
    if (delta > 0 && !writes.isEmpty()) {
      session.ready(this);
    }
  }

  /** Releases everything and tells the reader. */
  void die() {
    if (dead) {
      return;
    }
    leave();
    for (ByteBuf data = unread.poll(); data != null; data = unread.poll()) {
      session.budget().addUnread(-data.readableBytes());
      data.release();
    }
    for (Write write = writes.poll(); write != null; write = writes.poll()) {
      abandon(write);
    }
    if (reader != null) {
      session.guard(this, reader::onReset);
    }
  }

  boolean idleHalfClosed(long nowNs, long idleNs) {
    return (endSent || remoteEnded) && nowNs - activeNs > idleNs;
  }

  private void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    try {
      while (!dead && !paused && reader != null && !unread.isEmpty()) {
        take(reader, unread.remove());
      }
    } finally {
      delivering = false;
    }
    if (!dead && !paused && reader != null && remoteEnded && !endDelivered && unread.isEmpty()) {
      endDelivered = true;
      session.guard(this, reader::onEnd);
      finishIfDone();
    }
  }

  private void take(StreamReader by, ByteBuf data) {
    int bytes = data.readableBytes();
    session.budget().addUnread(-bytes);
    try {
      session.guard(this, () -> by.onData(data));
    } finally {
      data.release();
    }
    takenBytes += bytes;
    if (!dead && !remoteEnded && takenBytes >= windowBytes / 2) {
      long growth = session.growth(windowBytes, windowUpdatedNs);
      windowBytes += (int) growth;
      windowUpdatedNs = session.nowNs();
      receiveWindow += takenBytes + growth;
      session.sendHeader(YamuxFrame.WINDOW_UPDATE, 0, id, takenBytes + growth);
      takenBytes = 0;
    }
  }

  /** Both sides have said their end, and the reader has heard it. */
  private void finishIfDone() {
    if (!dead && endSent && endDelivered) {
      leave();
    }
  }

  private void leave() {
    dead = true;
    session.forget(this);
    session.budget().releaseGrowth(windowBytes - YamuxFrame.WINDOW_BYTES);
    if (closedTask != null) {
      closedTask.run();
    }
  }
}
