package network.baton.libp2p;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;

/** One bidirectional stream of a connection. Methods may be called from any thread. */
public interface Stream {
  /** The negotiated protocol id. */
  String protocol();

  Connection connection();

  /** Sets who reads. Bytes that arrived before are delivered at once. Must be called once. */
  void read(StreamReader reader);

  /**
   * Stops calling the reader. What arrives is held, up to the window that the remote was given, and
   * the window is not topped up, so that the remote must stop too.
   */
  void pauseReading();

  /** Calls the reader again, first with what was held. */
  void resumeReading();

  /**
   * Writes and flushes; takes ownership of {@code data}. Completes when the bytes were handed to
   * the socket; what the remote's window does not allow yet waits in the stream, bounded: beyond
   * the bound the stream is reset.
   */
  CompletableFuture<Void> write(ByteBuf data);

  /**
   * Runs a task later, on the event loop that writes this stream's bytes; drops it if that has
   * ended. What it writes leaves with one flush.
   */
  void execute(Runnable task);

  /** Bytes accepted by {@link #write} that have not left yet. */
  long pendingBytes();

  /** No more writes from this side (FIN). */
  void closeWrite();

  /** Ends both directions at once (RST). */
  void reset();
}
