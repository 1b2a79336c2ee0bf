package network.baton.node.clock;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import network.baton.node.clock.NtpAnswer.Refused;
import network.baton.node.clock.NtpAnswer.Why;

/**
 * Asks one time server once (RFC 4330). Blocks. The request carries a random number where others
 * put their time: it tells the server nothing, and who cannot read the request cannot forge an
 * answer.
 */
public final class SntpClient {
  /** With a longer way there and back the offset could be wrong by more than it is asked for. */
  static final long DELAY_MAX_MICROS = 400_000;

  private static final int PACKET_BYTES = 48;

  /** Version 4, mode client. */
  private static final byte REQUEST = 0x23;

  private static final int MODE_SERVER = 4;
  private static final int STRATUM_MAX = 15;
  private static final int LEAP_UNKNOWN = 3;
  private static final int STRATUM_AT = 1;
  private static final int KISS_CODE_AT = 12;
  private static final int ORIGIN_AT = 24;
  private static final int RECEIVED_AT = 32;
  private static final int TRANSMITTED_AT = 40;

  /** From 1900, where NTP counts from, to 1970, in seconds. */
  private static final long EPOCH_SECONDS = 2_208_988_800L;

  private final SecureRandom random = new SecureRandom();
  private final LongSupplier nowMicros;
  private final int timeoutMs;

  /**
   * @param nowMicros the clock in question, microseconds since the Unix epoch; never goes back
   */
  public SntpClient(LongSupplier nowMicros, int timeoutMs) {
    this.nowMicros = nowMicros;
    this.timeoutMs = timeoutMs;
  }

  public NtpAnswer ask(NtpServer server) {
    try (var socket = new DatagramSocket()) {
      InetAddress address = InetAddress.getByName(server.host());
      // Connected: what comes from elsewhere is not delivered.
      socket.connect(new InetSocketAddress(address, server.port()));
      long nonce = random.nextLong();
      byte[] request =
          ByteBuffer.allocate(PACKET_BYTES).put(0, REQUEST).putLong(TRANSMITTED_AT, nonce).array();
      long sentMicros = nowMicros.getAsLong();
      socket.send(new DatagramPacket(request, request.length));
      return await(socket, nonce, sentMicros);
    } catch (IOException | IllegalArgumentException e) {
      return new Refused(Why.UNREACHABLE, String.valueOf(e.getMessage()));
    }
  }

  /** Other answers than the one to this request are passed over until the time is up. */
  private NtpAnswer await(DatagramSocket socket, long nonce, long sentMicros) throws IOException {
    var refused = new Refused(Why.TIMEOUT, "no answer within " + timeoutMs + " ms");
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    while (true) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
      if (leftMs < 1) {
        return refused;
      }
      socket.setSoTimeout((int) leftMs);
      var packet = new DatagramPacket(new byte[PACKET_BYTES], PACKET_BYTES);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return refused;
      }
      long receivedMicros = nowMicros.getAsLong();
      if (packet.getLength() < PACKET_BYTES) {
        refused = new Refused(Why.MALFORMED, packet.getLength() + " bytes");
        continue;
      }
      ByteBuffer answer = ByteBuffer.wrap(packet.getData());
      if (answer.getLong(ORIGIN_AT) != nonce) {
        refused = new Refused(Why.WRONG_ORIGIN, "an answer to another request");
        continue;
      }
      return judge(answer, sentMicros, receivedMicros);
    }
  }

  /** What the 48 bytes of an answer to this request say. */
  static NtpAnswer judge(ByteBuffer answer, long sentMicros, long receivedMicros) {
    int first = Byte.toUnsignedInt(answer.get(0));
    int version = first >> 3 & 7;
    if ((first & 7) != MODE_SERVER || version < 3 || version > 4) {
      return new Refused(Why.MALFORMED, "version " + version + ", mode " + (first & 7));
    }
    int stratum = Byte.toUnsignedInt(answer.get(STRATUM_AT));
    if (stratum == 0) {
      byte[] code = new byte[4];
      answer.get(KISS_CODE_AT, code);
      return new Refused(Why.KISS_OF_DEATH, kissCode(code));
    }
    if (stratum > STRATUM_MAX || first >> 6 == LEAP_UNKNOWN) {
      return new Refused(Why.UNSYNCHRONIZED, "stratum " + stratum);
    }
    long received = answer.getLong(RECEIVED_AT);
    long transmitted = answer.getLong(TRANSMITTED_AT);
    if (received == 0 || transmitted == 0) {
      return new Refused(Why.BAD_TIMES, "a time is missing");
    }
    long thereMicros = micros(received);
    long backMicros = micros(transmitted);
    long delayMicros = (receivedMicros - sentMicros) - (backMicros - thereMicros);
    if (backMicros < thereMicros || delayMicros < 0) {
      return new Refused(Why.BAD_TIMES, "it took longer to answer than we waited");
    }
    if (delayMicros > DELAY_MAX_MICROS) {
      return new Refused(Why.TOO_SLOW, delayMicros / 1_000 + " ms there and back");
    }
    long offsetMicros = ((thereMicros - sentMicros) + (backMicros - receivedMicros)) / 2;
    return new NtpAnswer.Offset(offsetMicros, delayMicros);
  }

  private static String kissCode(byte[] code) {
    return new String(code, StandardCharsets.US_ASCII).replaceAll("[^A-Z]", "?");
  }

  /** Microseconds since the Unix epoch. Seconds without their highest bit are from 2036 on. */
  static long micros(long timestamp) {
    long seconds = timestamp >>> 32;
    if (seconds < 1L << 31) {
      seconds += 1L << 32;
    }
    long fraction = timestamp & 0xffff_ffffL;
    return (seconds - EPOCH_SECONDS) * 1_000_000 + ((fraction * 1_000_000) >>> 32);
  }
}
