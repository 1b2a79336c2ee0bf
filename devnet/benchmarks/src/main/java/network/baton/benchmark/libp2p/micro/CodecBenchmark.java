package network.baton.benchmark.libp2p.micro;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.gossip.GossipLimits;
import network.baton.libp2p.gossip.GossipMessage;
import network.baton.libp2p.gossip.MessageId;
import network.baton.libp2p.gossip.Rpc;
import network.baton.libp2p.gossip.RpcDecoder;
import network.baton.libp2p.gossip.RpcEncoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The RPC codec: one message of 1 KiB, and an IHAVE of 100 ids. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  private static final int IDS = 100;
  private static final int ID_BYTES = 20;

  private final RpcDecoder decoder = new RpcDecoder(GossipLimits.DEFAULT);
  private final Rpc message =
      Rpc.ofMessages(
          List.of(GossipMessage.unsigned("topic", ByteString.copyFrom(new byte[1_024]))));
  private final Rpc have = have();
  private final byte[] messageFrame = unprefixed(RpcEncoder.frames(message).getFirst());
  private final byte[] haveFrame = unprefixed(RpcEncoder.frames(have).getFirst());

  private static Rpc have() {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < IDS; i++) {
      byte[] id = new byte[ID_BYTES];
      id[0] = (byte) i;
      ids.add(MessageId.of(id));
    }
    return new Rpc(
        List.of(),
        List.of(),
        List.of(new Rpc.Have("topic", ids)),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false);
  }

  /** Without the length in front, two bytes for frames of these sizes. */
  private static byte[] unprefixed(byte[] frame) {
    return Arrays.copyOfRange(frame, 2, frame.length);
  }

  @Benchmark
  public List<byte[]> encodeMessage() {
    return RpcEncoder.frames(message);
  }

  @Benchmark
  public RpcDecoder.Result decodeMessage() {
    return decoder.decode(messageFrame);
  }

  @Benchmark
  public List<byte[]> encodeHave() {
    return RpcEncoder.frames(have);
  }

  @Benchmark
  public RpcDecoder.Result decodeHave() {
    return decoder.decode(haveFrame);
  }
}
