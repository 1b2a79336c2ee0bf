package network.baton.libp2p;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Reads a stream to its end. */
public final class Collected implements StreamReader {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> all = new CompletableFuture<>();

  /** Everything, once the remote has ended; fails if the stream is reset. */
  public CompletableFuture<byte[]> all() {
    return all;
  }

  public synchronized int length() {
    return bytes.size();
  }

  @Override
  public synchronized void onData(ByteBuf data) {
    byte[] part = new byte[data.readableBytes()];
    data.readBytes(part);
    bytes.writeBytes(part);
  }

  @Override
  public synchronized void onEnd() {
    all.complete(bytes.toByteArray());
  }

  @Override
  public void onReset() {
    all.completeExceptionally(new IOException("stream was reset"));
  }
}
