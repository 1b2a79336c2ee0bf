package network.baton.benchmark.libp2p.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Counters;
import network.baton.libp2p.StreamReader;
import network.baton.libp2p.yamux.YamuxLimits;
import network.baton.libp2p.yamux.YamuxSession;
import network.baton.libp2p.yamux.YamuxStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Yamux: bytes of one stream, framed, carried, read, with their window updates. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class YamuxBenchmark {
  @Param({"1024", "32768"})
  public int bytes = 1_024;

  private long read;
  private final YamuxSession dialling = session(true);
  private final EmbeddedChannel dialler = new EmbeddedChannel(dialling);
  private final EmbeddedChannel listener = new EmbeddedChannel(session(false));
  private final YamuxStream stream = dialling.open();

  private YamuxSession session(boolean dials) {
    return new YamuxSession(
        dials, YamuxLimits.defaults(), new Counters(), opened -> opened.read(new Counting()));
  }

  private final class Counting implements StreamReader {
    @Override
    public void onData(ByteBuf data) {
      read += data.readableBytes();
    }

    @Override
    public void onEnd() {}

    @Override
    public void onReset() {}
  }

  @Benchmark
  public long oneWrite() {
    var _ = stream.write(Unpooled.wrappedBuffer(new byte[bytes]));
    Wire.carry(dialler, listener);
    return read;
  }
}
