package network.baton.node.clock;

import java.nio.ByteBuffer;
import java.util.List;

/** The 48 bytes that a time server, or whoever sees its answers, can send. */
public final class FuzzedAnswers {
  private static final int PACKET_BYTES = 48;
  private static final long SENT_MICROS = 1_700_000_000_000_000L;
  private static final long RECEIVED_MICROS = SENT_MICROS + 20_000;

  private FuzzedAnswers() {}

  /** As from the socket: what is shorter is refused there, what is longer is cut there. */
  public static void read(byte[] datagram) {
    ByteBuffer answer = ByteBuffer.allocate(PACKET_BYTES);
    answer.put(0, datagram, 0, Math.min(datagram.length, PACKET_BYTES));
    if (SntpClient.judge(answer, SENT_MICROS, RECEIVED_MICROS)
            instanceof NtpAnswer.Offset(long _, long delayMicros)
        && (delayMicros < 0 || delayMicros > SntpClient.DELAY_MAX_MICROS)) {
      throw new AssertionError("an offset is taken with a delay of " + delayMicros);
    }
  }

  public static List<byte[]> seeds() {
    // 2023-11-14T22:13:20Z in seconds since 1900.
    long second = 3_908_988_800L << 32;
    return List.of(
        ByteBuffer.allocate(PACKET_BYTES)
            .put(0, (byte) 0x24)
            .put(1, (byte) 2)
            .putLong(32, second + (1L << 25))
            .putLong(40, second + (1L << 25))
            .array());
  }
}
