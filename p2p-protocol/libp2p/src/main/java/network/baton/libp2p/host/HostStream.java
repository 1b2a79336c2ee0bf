package network.baton.libp2p.host;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import network.baton.libp2p.Connection;
import network.baton.libp2p.Stream;
import network.baton.libp2p.StreamReader;
import network.baton.libp2p.yamux.YamuxStream;

/** A stream whose protocol is known. */
final class HostStream implements Stream {
  private final PeerConnection connection;
  private final YamuxStream stream;
  private final String protocol;

  // Both belong to the event loop.
  private boolean reading;
  private boolean paused;

  HostStream(PeerConnection connection, YamuxStream stream, String protocol) {
    this.connection = connection;
    this.stream = stream;
    this.protocol = protocol;
  }

  boolean outbound() {
    return stream.outbound();
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public void read(StreamReader reader) {
    run(() -> start(reader));
  }

  @Override
  public void pauseReading() {
    run(
        () -> {
          paused = true;
          stream.pauseReading();
        });
  }

  @Override
  public void resumeReading() {
    run(
        () -> {
          paused = false;
          if (reading) {
            stream.resumeReading();
          }
        });
  }

  @Override
  public CompletableFuture<Void> write(ByteBuf data) {
    return stream.write(data);
  }

  @Override
  public void execute(Runnable task) {
    // Queued on the event loop itself as well: what else its present step brings goes along.
    later(task);
  }

  @Override
  public long pendingBytes() {
    return stream.pendingBytes();
  }

  @Override
  public void closeWrite() {
    stream.closeWrite();
  }

  @Override
  public void reset() {
    stream.reset();
  }

  @Override
  public String toString() {
    return protocol + " on " + connection;
  }

  private void start(StreamReader reader) {
    if (reading) {
      throw new IllegalStateException("the stream has a reader");
    }
    reading = true;
    stream.read(reader);
    if (!paused) {
      stream.resumeReading();
    }
  }

  private void run(Runnable task) {
    if (connection.channel().eventLoop().inEventLoop()) {
      task.run();
    } else {
      later(task);
    }
  }

  private void later(Runnable task) {
    try {
      connection.channel().eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      // The host is closed and its streams are dead.
    }
  }
}
