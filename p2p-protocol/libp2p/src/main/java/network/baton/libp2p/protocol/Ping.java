package network.baton.libp2p.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import network.baton.libp2p.Host;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.Stream;
import network.baton.libp2p.StreamReader;

/** Ping: 32 bytes there and back. Source: libp2p/specs ping. */
public final class Ping implements ProtocolBinding {
  public static final String PROTOCOL = "/ipfs/ping/1.0.0";

  private static final int BYTES = 32;
  private static final int STREAMS_MAX = 2;

  /** N-62: answers that the remote has not taken; beyond it its next pings wait. */
  private static final long PENDING_BYTES_MAX = 4_096;

  private static final long TIMEOUT_MS = 10_000;

  private final Host host;
  private final LongSupplier nanoTime;
  private final SecureRandom random = new SecureRandom();
  private final Set<PeerId> pinging = ConcurrentHashMap.newKeySet();

  public Ping(Host host, LongSupplier nanoTime) {
    this.host = host;
    this.nanoTime = nanoTime;
  }

  @Override
  public List<String> protocols() {
    return List.of(PROTOCOL);
  }

  @Override
  public int inboundStreamsMax() {
    return STREAMS_MAX;
  }

  /** Answers until the remote ends its side. */
  @Override
  public void onStream(Stream stream) {
    stream.read(new Echo(stream));
  }

  /**
   * Pings a connected peer once; completes with the round trip in nanoseconds. Fails at once if a
   * ping to that peer is under way.
   */
  public CompletableFuture<Long> ping(PeerId peer) {
    if (!pinging.add(peer)) {
      return CompletableFuture.failedFuture(new IOException("a ping is under way"));
    }
    CompletableFuture<Long> roundTrip = new CompletableFuture<>();
    var _ = roundTrip.orTimeout(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    var _ =
        host.newStream(peer, List.of(PROTOCOL))
            .whenComplete(
                (stream, failure) -> {
                  if (failure != null) {
                    roundTrip.completeExceptionally(failure);
                  } else {
                    send(stream, roundTrip);
                  }
                });
    return roundTrip.whenComplete((nanos, failure) -> pinging.remove(peer));
  }

  private void send(Stream stream, CompletableFuture<Long> roundTrip) {
    byte[] sent = new byte[BYTES];
    random.nextBytes(sent);
    long sentNs = nanoTime.getAsLong();
    byte[] received = new byte[BYTES];
    var _ = roundTrip.whenComplete((nanos, failure) -> end(stream, failure));
    stream.read(
        new StreamReader() {
          private int filled;

          @Override
          public void onData(ByteBuf data) {
            int part = Math.min(data.readableBytes(), BYTES - filled);
            data.readBytes(received, filled, part);
            filled += part;
            if (filled == BYTES) {
              if (Arrays.equals(sent, received)) {
                roundTrip.complete(nanoTime.getAsLong() - sentNs);
              } else {
                roundTrip.completeExceptionally(new IOException("other bytes came back"));
              }
            }
          }

          @Override
          public void onEnd() {
            roundTrip.completeExceptionally(new IOException("remote ended the ping"));
          }

          @Override
          public void onReset() {
            roundTrip.completeExceptionally(new IOException("stream was reset"));
          }
        });
    var _ = stream.write(Unpooled.wrappedBuffer(sent));
  }

  private static void end(Stream stream, Throwable failure) {
    if (failure == null) {
      stream.closeWrite();
    } else {
      stream.reset();
    }
  }

  /** Sends whole pings back; stops reading while the remote does not take the answers. */
  private static final class Echo implements StreamReader {
    private final Stream stream;
    private final ByteBuf partial = Unpooled.buffer(BYTES, BYTES);

    private Echo(Stream stream) {
      this.stream = stream;
    }

    @Override
    public void onData(ByteBuf data) {
      ByteBuf answer = Unpooled.buffer(partial.readableBytes() + data.readableBytes());
      while (data.isReadable()) {
        partial.writeBytes(data, Math.min(partial.writableBytes(), data.readableBytes()));
        if (!partial.isWritable()) {
          answer.writeBytes(partial);
          partial.clear();
        }
      }
      if (!answer.isReadable()) {
        return;
      }
      CompletableFuture<Void> written = stream.write(answer);
      if (stream.pendingBytes() > PENDING_BYTES_MAX) {
        stream.pauseReading();
        var _ = written.thenRun(stream::resumeReading);
      }
    }

    @Override
    public void onEnd() {
      stream.closeWrite();
    }

    @Override
    public void onReset() {}
  }
}
