package network.baton.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.baton.libp2p.Counters;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Yamux on one connection: the last handler of its pipeline. All state belongs to the channel's
 * event loop. Source: libp2p/specs yamux.
 */
public final class YamuxSession extends ChannelInboundHandlerAdapter implements FrameReader.Sink {
  public static final String PROTOCOL = "/yamux/1.0.0";

  /** Name of the counter of streams that are open now. */
  public static final String STREAMS_OPEN = "streams.open";

  private static final Logger LOG = LoggerFactory.getLogger(YamuxSession.class);

  /** N-50: how long a connection may stay after the remote said that it goes. */
  private static final long GO_AWAY_MS = 10_000;

  private static final long TICK_MS_MAX = 5_000;

  private final YamuxLimits limits;
  private final Counters counters;
  private final Consumer<YamuxStream> onInbound;
  private final StreamTable streams;
  private final FrameReader frames = new FrameReader(this);
  private @Nullable ChannelHandlerContext context;
  private @Nullable EventExecutor loop;
  private @Nullable Sending sending;

  /** Where the body that is being read goes; null if nowhere. */
  private @Nullable YamuxStream bodyTo;

  private final ReceiveBudget budget;

  // Connection.
  private boolean remoteGoes;
  private boolean closed;
  private final Pings pings;
  private int pingAnswers;
  private @Nullable ScheduledFuture<?> ticking;

  /** {@code onInbound} hears of every stream that the remote opens, on the event loop. */
  public YamuxSession(
      boolean dialer, YamuxLimits limits, Counters counters, Consumer<YamuxStream> onInbound) {
    this.limits = limits;
    this.counters = counters;
    this.onInbound = onInbound;
    this.streams = new StreamTable(dialer, limits, counters);
    this.pings = new Pings(limits);
    this.budget = new ReceiveBudget(limits);
  }

  /**
   * Opens a stream. Must be called on the event loop.
   *
   * @throws IllegalStateException if the connection goes or its limits are reached
   */
  public YamuxStream open() {
    if (closed || remoteGoes || context == null) {
      throw new IllegalStateException("connection is closing");
    }
    YamuxStream stream = new YamuxStream(this, streams.takeId(), true, nowNs());
    streams.add(stream);
    sendHeader(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, stream.id(), 0);
    return stream;
  }

  /** Open streams, both ways. On the event loop. */
  public int streamCount() {
    return streams.size();
  }

  /** Says goodbye and closes the channel. Any thread. */
  public void close() {
    run(() -> closeWith(YamuxFrame.GO_AWAY_NORMAL));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    loop = ctx.executor();
    sending = new Sending(ctx);
    long tickMs = Math.min(TICK_MS_MAX, Math.min(limits.keepAliveMs(), limits.pingTimeoutMs()));
    ticking =
        ctx.executor().scheduleWithFixedDelay(this::tick, tickMs, tickMs, TimeUnit.MILLISECONDS);
    sendPing();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    end();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf in = (ByteBuf) msg;
    pings.onHeard(nowNs());
    sending().hold();
    try {
      while (in.isReadable() && !closed) {
        frames.read(in);
      }
    } catch (ProtocolViolation e) {
      counters.count(e.refusal());
      LOG.debug("closing {}: {}", ctx.channel(), e.getMessage());
      closeWith(YamuxFrame.GO_AWAY_PROTOCOL_ERROR);
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    sending().flush();
    if (!closed && ctx.channel().bytesBeforeWritable() > limits.controlBytesMax()) {
      refuseConnection(Refusal.CONTROL_QUEUE);
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      sending().flush();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void onHeader(YamuxFrame frame) {
    frame.requireForm();
    switch (frame.type()) {
      case YamuxFrame.PING -> onPing(frame);
      case YamuxFrame.GO_AWAY -> onGoAway(frame);
      default -> onStreamFrame(frame);
    }
  }

  private void onStreamFrame(YamuxFrame frame) {
    boolean data = frame.type() == YamuxFrame.DATA;
    // Before any state is made, so that a new stream cannot begin with more than its window.
    long bodyMax = frame.has(YamuxFrame.SYN) ? YamuxFrame.WINDOW_BYTES : limits.windowBytesMax();
    if (data && frame.length() > bodyMax) {
      throw new ProtocolViolation(Refusal.YAMUX_WINDOW, "frame of " + frame.length());
    }
    YamuxStream stream = streams.find(frame.streamId());
    if (frame.has(YamuxFrame.SYN)) {
      stream = accept(frame);
    } else if (stream == null && !streams.known(frame.streamId()) && !frame.has(YamuxFrame.RST)) {
      // Late frames of a stream that is gone are normal; one that never was is told so.
      sendReset(frame.streamId());
    }
    if (stream != null && frame.has(YamuxFrame.ACK)) {
      streams.acknowledge(stream);
    }
    if (stream != null && !frame.has(YamuxFrame.RST)) {
      stream.takeWindow(frame);
    }
    if (data && frame.length() > 0) {
      bodyTo = frame.has(YamuxFrame.RST) ? null : stream;
    } else if (stream != null && frame.has(YamuxFrame.FIN)) {
      stream.receiveEnd();
    }
    // The length of a frame that resets is an error code in newer versions of go-yamux.
    if (stream != null && frame.has(YamuxFrame.RST)) {
      stream.die();
    }
  }

  private @Nullable YamuxStream accept(YamuxFrame frame) {
    streams.checkRemoteId(frame.streamId());
    if (frame.has(YamuxFrame.RST)) {
      return null;
    }
    Refusal refusal = streams.inboundRefusal(nowNs());
    if (refusal != null) {
      counters.count(refusal);
      sendReset(frame.streamId());
      return null;
    }
    YamuxStream stream = new YamuxStream(this, frame.streamId(), false, nowNs());
    streams.add(stream);
    sendHeader(YamuxFrame.WINDOW_UPDATE, YamuxFrame.ACK, frame.streamId(), 0);
    onInbound.accept(stream);
    return stream;
  }

  @Override
  public void onBody(YamuxFrame frame, ByteBuf in, int length, boolean last) {
    YamuxStream to = bodyTo;
    if (to == null) {
      in.skipBytes(length);
      return;
    }
    if (!budget.takes(length)) {
      counters.count(Refusal.RECEIVE_BUFFER);
      in.skipBytes(length);
      bodyTo = null;
      to.reset();
      return;
    }
    to.receive(in.readRetainedSlice(length));
    if (last && frame.has(YamuxFrame.FIN)) {
      to.receiveEnd();
    }
  }

  private void onPing(YamuxFrame frame) {
    if (frame.has(YamuxFrame.ACK)) {
      pings.onAnswer(frame.length(), nowNs());
      return;
    }
    if (pingAnswers >= limits.pingAnswersMax()) {
      counters.count(Refusal.PINGS);
      return;
    }
    pingAnswers++;
    sending()
        .header(YamuxFrame.PING, YamuxFrame.ACK, YamuxFrame.SESSION, frame.length())
        .addListener(left -> pingAnswers--);
  }

  private void onGoAway(YamuxFrame frame) {
    LOG.debug("{} goes away with code {}", context().channel(), frame.length());
    if (!remoteGoes) {
      remoteGoes = true;
      var _ = context().executor().schedule(this::close, GO_AWAY_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    long now = nowNs();
    if (pings.overdue(now)) {
      refuseConnection(Refusal.KEEP_ALIVE);
      return;
    }
    if (pings.due(now)) {
      sendPing();
    }
    long idleNs = TimeUnit.MILLISECONDS.toNanos(limits.halfClosedMs());
    for (YamuxStream stream : streams.all()) {
      if (stream.idleHalfClosed(now, idleNs)) {
        counters.count(Refusal.HALF_CLOSED);
        stream.reset();
      }
    }
  }

  private void sendPing() {
    long value = pings.send(nowNs());
    sendHeader(YamuxFrame.PING, YamuxFrame.SYN, YamuxFrame.SESSION, value);
  }

  private void refuseConnection(Refusal refusal) {
    counters.count(refusal);
    LOG.debug("closing {}: {}", context().channel(), refusal);
    closeWith(YamuxFrame.GO_AWAY_PROTOCOL_ERROR);
  }

  private void closeWith(int code) {
    if (closed || context == null) {
      return;
    }
    ChannelHandlerContext ctx = context;
    var _ = sending().header(YamuxFrame.GO_AWAY, 0, YamuxFrame.SESSION, code);
    ctx.flush();
    end();
    var _ = ctx.close();
  }

  /** Every stream dies with the connection. */
  private void end() {
    if (closed) {
      return;
    }
    closed = true;
    if (ticking != null) {
      ticking.cancel(false);
    }
    for (YamuxStream stream : streams.all()) {
      stream.die();
    }
    if (sending != null) {
      sending.end();
    }
  }

  // What streams ask of their session.

  YamuxLimits limits() {
    return limits;
  }

  Counters counters() {
    return counters;
  }

  long nowNs() {
    return context().executor().ticker().nanoTime();
  }

  /** Runs on the event loop, at once if this is it; false if the loop has ended. */
  boolean run(Runnable task) {
    EventExecutor executor = loop;
    if (executor == null) {
      return false;
    }
    if (executor.inEventLoop()) {
      task.run();
      return true;
    }
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Calls a reader; one that throws loses its stream, not the connection. */
  void guard(YamuxStream stream, Runnable call) {
    try {
      call.run();
    } catch (ProtocolViolation e) {
      counters.count(e.refusal());
      stream.reset();
    } catch (RuntimeException e) {
      counters.count(Refusal.INTERNAL);
      LOG.warn("reader of stream {} on {} failed", stream.id(), context().channel(), e);
      stream.reset();
    }
  }

  void ready(YamuxStream stream) {
    sending().ready(stream);
  }

  void sendHeader(int type, int flags, int streamId, long length) {
    if (!closed) {
      var _ = sending().header(type, flags, streamId, length);
    }
  }

  ChannelFuture sendBody(ByteBuf body) {
    return sending().body(body);
  }

  void sendReset(int streamId) {
    sendHeader(YamuxFrame.WINDOW_UPDATE, YamuxFrame.RST, streamId, 0);
  }

  void forget(YamuxStream stream) {
    streams.remove(stream);
  }

  ReceiveBudget budget() {
    return budget;
  }

  /** By how much a window that was last topped up at {@code updatedNs} may grow now. */
  long growth(int windowBytes, long updatedNs) {
    return budget.growth(windowBytes, nowNs() - updatedNs, pings.roundTripNs());
  }

  private Sending sending() {
    if (sending == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return sending;
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return context;
  }
}
