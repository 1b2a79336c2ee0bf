package network.baton.libp2p;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** Sends every byte back, as the js peer's protocol of the same name does. */
public final class Echo implements ProtocolBinding {
  public static final String PROTOCOL = "/test/echo/1";

  @Override
  public List<String> protocols() {
    return List.of(PROTOCOL);
  }

  @Override
  public int inboundStreamsMax() {
    return 128;
  }

  @Override
  public void onStream(Stream stream) {
    stream.read(
        new StreamReader() {
          @Override
          public void onData(ByteBuf data) {
            var _ = stream.write(data.retainedSlice());
          }

          @Override
          public void onEnd() {
            stream.closeWrite();
          }

          @Override
          public void onReset() {}
        });
  }
}
