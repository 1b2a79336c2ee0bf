package network.baton.node.clock;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import network.baton.node.trace.Trace;

/** A time server whose clock is off by a given amount, and whose answers a test can spoil. */
final class SntpServer implements AutoCloseable {
  private static final int BYTES = 48;

  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final long offsetMicros;
  private final UnaryOperator<ByteBuffer> spoil;
  private final Thread thread = Thread.ofPlatform().name("sntp-server").unstarted(this::serve);

  SntpServer(long offsetMicros, UnaryOperator<ByteBuffer> spoil) throws IOException {
    this.offsetMicros = offsetMicros;
    this.spoil = spoil;
    thread.start();
  }

  static long nowMicros() {
    return Trace.nowMicros();
  }

  NtpServer address() {
    return new NtpServer("127.0.0.1", socket.getLocalPort());
  }

  private long now() {
    long micros = nowMicros() + offsetMicros;
    long seconds = Math.floorDiv(micros, 1_000_000L) + 2_208_988_800L;
    long fraction = (Math.floorMod(micros, 1_000_000L) << 32) / 1_000_000;
    return seconds << 32 | fraction;
  }

  private void serve() {
    try {
      while (true) {
        var request = new DatagramPacket(new byte[BYTES], BYTES);
        socket.receive(request);
        ByteBuffer answer =
            ByteBuffer.allocate(BYTES)
                .put(0, (byte) 0x24)
                .put(1, (byte) 2)
                .putLong(24, ByteBuffer.wrap(request.getData()).getLong(40))
                .putLong(32, now());
        ByteBuffer spoiled = spoil.apply(answer.putLong(40, now()));
        byte[] bytes = new byte[spoiled.remaining()];
        spoiled.get(bytes);
        socket.send(new DatagramPacket(bytes, bytes.length, request.getSocketAddress()));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  @Override
  public void close() {
    socket.close(); // ends the thread
  }
}
