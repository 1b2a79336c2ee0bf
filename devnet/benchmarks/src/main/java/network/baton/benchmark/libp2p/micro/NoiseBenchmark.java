package network.baton.benchmark.libp2p.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.crypto.NodeKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Noise: a whole handshake of both sides, and bytes sealed, carried and opened. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class NoiseBenchmark {
  @Param({"1024", "32768"})
  public int bytes = 1_024;

  private final NodeKey dialler = NodeKey.generate();
  private final NodeKey listener = NodeKey.generate();
  private final EmbeddedChannel[] channels = Wire.secured(dialler, listener);

  @Benchmark
  public int transport() {
    channels[0].writeOutbound(Unpooled.wrappedBuffer(new byte[bytes]));
    Wire.carry(channels[0], channels[1]);
    int read = 0;
    for (ByteBuf part = channels[1].readInbound(); part != null; part = channels[1].readInbound()) {
      read += part.readableBytes();
      part.release();
    }
    return read;
  }

  @Benchmark
  public boolean handshake() {
    EmbeddedChannel[] fresh = Wire.secured(dialler, listener);
    boolean open = fresh[0].isOpen() && fresh[1].isOpen();
    fresh[0].finishAndReleaseAll();
    fresh[1].finishAndReleaseAll();
    return open;
  }
}
