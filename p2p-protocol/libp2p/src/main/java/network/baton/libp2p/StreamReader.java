package network.baton.libp2p;

import io.netty.buffer.ByteBuf;

/** Reads one stream, on the connection's event loop: must not block. */
public interface StreamReader {
  /**
   * Bytes in order, in chunks of any size. The reader does not own {@code data} beyond the call.
   */
  void onData(ByteBuf data);

  /** The remote will write no more. */
  void onEnd();

  /** The stream or its connection died. Nothing comes after this. */
  void onReset();
}
