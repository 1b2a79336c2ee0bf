package network.baton.libp2p.host;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.StreamReader;
import network.baton.libp2p.multistream.Multistream;
import network.baton.libp2p.yamux.YamuxStream;

/** Reads a new stream until its protocol is known. Lives on the event loop. */
final class StreamNegotiation implements StreamReader {
  /** Hears the outcome. */
  interface Outcome {
    /** The stream is paused, and holds what came behind the protocol. */
    void onSelected(String protocol);

    /** The stream is gone. */
    void onFailed(Throwable cause);
  }

  private final YamuxStream stream;
  private final Multistream negotiation;
  private final Outcome outcome;
  private final ByteBuf received;
  private final ScheduledFuture<?> deadline;
  private boolean done;

  private StreamNegotiation(
      YamuxStream stream,
      Multistream negotiation,
      ByteBuf received,
      EventExecutor loop,
      long timeoutMs,
      Outcome outcome) {
    this.stream = stream;
    this.negotiation = negotiation;
    this.outcome = outcome;
    this.received = received;
    this.deadline =
        loop.schedule(
            () -> fail(new ProtocolViolation(Refusal.STREAM_TIMEOUT, "no protocol in time")),
            timeoutMs,
            TimeUnit.MILLISECONDS);
  }

  static void start(
      PeerConnection connection,
      YamuxStream stream,
      Multistream negotiation,
      long timeoutMs,
      Outcome outcome) {
    ByteBuf received = connection.channel().alloc().buffer(128);
    EventExecutor loop = connection.channel().eventLoop();
    var reader = new StreamNegotiation(stream, negotiation, received, loop, timeoutMs, outcome);
    var _ = stream.write(negotiation.opening());
    stream.read(reader);
  }

  @Override
  public void onData(ByteBuf data) {
    if (done) {
      return;
    }
    received.writeBytes(data);
    ByteBuf answers = received.alloc().buffer(64);
    String protocol;
    try {
      protocol = negotiation.advance(received, answers);
    } catch (ProtocolViolation e) {
      answers.release();
      fail(e);
      throw e; // counted and reset by the session
    }
    if (answers.isReadable()) {
      var _ = stream.write(answers);
    } else {
      answers.release();
    }
    if (protocol != null) {
      done = true;
      deadline.cancel(false);
      stream.pauseReading();
      if (received.isReadable()) {
        stream.putBack(received);
      } else {
        received.release();
      }
      outcome.onSelected(protocol);
    }
  }

  @Override
  public void onEnd() {
    if (!done) {
      stream.reset();
    }
  }

  @Override
  public void onReset() {
    fail(new ClosedChannelException());
  }

  private void fail(Exception cause) {
    if (!done) {
      done = true;
      deadline.cancel(false);
      received.release();
      outcome.onFailed(cause);
      stream.reset();
    }
  }
}
