package network.baton.libp2p.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.function.Consumer;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.StreamReader;
import network.baton.libp2p.multiformat.Varint;

/**
 * Cuts a stream into messages, each with its length as a varint before it. Takes memory as bytes
 * come, not as they are promised. One that is too long resets the stream.
 */
public final class DelimitedReader implements StreamReader {
  private static final int FIRST_BYTES = 4_096;
  private static final int LENGTH_BYTES_MAX = 5;

  private final int messageBytesMax;
  private final Consumer<byte[]> onMessage;
  private final Runnable onEnd;
  private final Runnable onReset;
  private final ByteBuf prefix = Unpooled.buffer(LENGTH_BYTES_MAX, LENGTH_BYTES_MAX);
  private byte[] message = {};
  private int messageBytes = -1;
  private int filled;

  public DelimitedReader(
      int messageBytesMax, Consumer<byte[]> onMessage, Runnable onEnd, Runnable onReset) {
    this.messageBytesMax = messageBytesMax;
    this.onMessage = onMessage;
    this.onEnd = onEnd;
    this.onReset = onReset;
  }

  /** A message with its length before it, without copying it. */
  public static ByteBuf delimited(byte[] message) {
    ByteBuf length = Unpooled.buffer(LENGTH_BYTES_MAX);
    Varint.write(length, message.length);
    return Unpooled.wrappedBuffer(length, Unpooled.wrappedBuffer(message));
  }

  @Override
  public void onData(ByteBuf data) {
    while (data.isReadable()) {
      if (messageBytes < 0) {
        readLength(data);
      } else {
        fill(data);
      }
    }
  }

  @Override
  public void onEnd() {
    onEnd.run();
  }

  @Override
  public void onReset() {
    onReset.run();
  }

  private void readLength(ByteBuf data) {
    prefix.writeByte(data.readByte());
    long length;
    try {
      length = Varint.read(prefix, LENGTH_BYTES_MAX);
    } catch (IllegalArgumentException e) {
      throw new ProtocolViolation(Refusal.MESSAGE_SIZE, "length that is no varint");
    }
    if (length == Varint.INCOMPLETE) {
      return;
    }
    if (length > messageBytesMax) {
      throw new ProtocolViolation(Refusal.MESSAGE_SIZE, "message of " + length + " bytes");
    }
    prefix.clear();
    messageBytes = (int) length;
    message = new byte[Math.min(messageBytes, FIRST_BYTES)];
    filled = 0;
    emitIfComplete();
  }

  private void fill(ByteBuf data) {
    int part = Math.min(data.readableBytes(), messageBytes - filled);
    if (filled + part > message.length) {
      int room = (int) Math.min(messageBytes, 2L * (filled + part));
      message = Arrays.copyOf(message, room);
    }
    data.readBytes(message, filled, part);
    filled += part;
    emitIfComplete();
  }

  private void emitIfComplete() {
    if (filled == messageBytes) {
      byte[] whole = message.length == filled ? message : Arrays.copyOf(message, filled);
      messageBytes = -1;
      message = new byte[0];
      onMessage.accept(whole);
    }
  }
}
