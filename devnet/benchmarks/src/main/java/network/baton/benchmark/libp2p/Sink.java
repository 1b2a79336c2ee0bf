package network.baton.benchmark.libp2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.Stream;
import network.baton.libp2p.StreamReader;

/** Takes all that comes on a stream and answers its end with one byte. */
final class Sink implements ProtocolBinding {
  static final String PROTOCOL = "/test/sink/1";

  @Override
  public List<String> protocols() {
    return List.of(PROTOCOL);
  }

  @Override
  public void onStream(Stream stream) {
    stream.read(
        new StreamReader() {
          @Override
          public void onData(ByteBuf data) {}

          @Override
          public void onEnd() {
            var _ = stream.write(Unpooled.wrappedBuffer(new byte[1]));
            stream.closeWrite();
          }

          @Override
          public void onReset() {}
        });
  }
}
