package network.baton.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;

/** The twelve-byte header of a Yamux frame. Source: libp2p/specs yamux. */
record YamuxFrame(int version, int type, int flags, int streamId, long length) {
  static final int HEADER_BYTES = 12;

  /** Every stream starts with this window, each way. */
  static final int WINDOW_BYTES = 256 << 10;

  static final int DATA = 0;
  static final int WINDOW_UPDATE = 1;
  static final int PING = 2;
  static final int GO_AWAY = 3;

  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  static final int GO_AWAY_NORMAL = 0;
  static final int GO_AWAY_PROTOCOL_ERROR = 1;

  /** Stream id of frames that concern the whole connection. */
  static final int SESSION = 0;

  static YamuxFrame read(ByteBuf header) {
    return new YamuxFrame(
        header.readUnsignedByte(),
        header.readUnsignedByte(),
        header.readUnsignedShort(),
        header.readInt(),
        header.readUnsignedInt());
  }

  static ByteBuf header(
      ByteBufAllocator allocator, int type, int flags, int streamId, long length) {
    return allocator
        .buffer(HEADER_BYTES)
        .writeByte(0)
        .writeByte(type)
        .writeShort(flags)
        .writeInt(streamId)
        .writeInt((int) length);
  }

  /**
   * N-40.
   *
   * @throws ProtocolViolation if it is of another version or type, or on a stream where it cannot
   *     be
   */
  void requireForm() {
    if (version != 0 || type > GO_AWAY) {
      throw new ProtocolViolation(Refusal.YAMUX_FRAME, "unknown frame " + this);
    }
    boolean ofSession = type == PING || type == GO_AWAY;
    if (ofSession != (streamId == SESSION)) {
      throw new ProtocolViolation(Refusal.YAMUX_FRAME, "wrong stream in " + this);
    }
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
