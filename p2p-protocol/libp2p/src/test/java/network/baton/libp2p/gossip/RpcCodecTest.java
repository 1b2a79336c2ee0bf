package network.baton.libp2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RpcCodecTest {
  private static final GossipLimits LIMITS = GossipLimits.DEFAULT;
  private static final RpcDecoder DECODER = new RpcDecoder(LIMITS);

  @Test
  void everythingSurvivesTheWayOverTheWire() {
    ByteString data = ByteString.copyFromUtf8("data");
    Rpc rpc =
        new Rpc(
            List.of(new Rpc.Subscription("t", true), new Rpc.Subscription("u", false)),
            List.of(
                GossipMessage.unsigned("t", data),
                GossipMessage.unsigned("u", ByteString.EMPTY),
                new GossipMessage("t", data, data, ByteString.EMPTY, data, data)),
            List.of(new Rpc.Have("t", TestRpc.ids("a", "b"))),
            TestRpc.ids("c", "d"),
            List.of("t", "u"),
            List.of(
                new Rpc.Prune(
                    "t",
                    60,
                    List.of(
                        new Rpc.NamedPeer(data, data), new Rpc.NamedPeer(data, ByteString.EMPTY))),
                new Rpc.Prune("u", -1, List.of())),
            TestRpc.ids("e"),
            true);
    assertThat(rpcs(RpcEncoder.frames(rpc))).containsExactly(rpc);
  }

  @Test
  void aMessageIsWrittenAsOthersWriteIt() {
    byte[] frame = RpcEncoder.frames(TestRpc.message("t", "hi")).getFirst();
    // length 9, publish(2), length 7, data(2) "hi", topic(4) "t"
    assertThat(HexFormat.of().formatHex(frame)).isEqualTo("091207" + "12026869" + "220174");
  }

  @Test
  void extensionsAreWrittenAsAnEmptyMessageInTheFirstFrame() {
    Rpc rpc =
        new Rpc(
            List.of(new Rpc.Subscription("t", true)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            true);
    byte[] frame = RpcEncoder.frames(rpc).getFirst();
    // length 11, subscriptions(1), length 5, subscribe(1) 1, topicid(2) "t", control(3),
    // extensions(6)
    assertThat(HexFormat.of().formatHex(frame))
        .isEqualTo("0b0a05" + "0801" + "120174" + "1a02" + "3200");
  }

  @Test
  void extensionsThatAreNotKnownAreIgnored() {
    byte[] extensions = new ProtoWriter(16).number(10, 1).text(6_492_434, "later").toByteArray();
    Rpc rpc = decoded(DECODER, control(inner(50, extensions)));
    assertThat(rpc.extensions()).isTrue();
  }

  @Test
  void aPruneIsWrittenAsOthersWriteIt() {
    byte[] frame = RpcEncoder.frames(TestRpc.prune("t", 60)).getFirst();
    // length 9, control(3), length 7, prune(4), length 5, topicID(1) "t", backoff(3) 60
    assertThat(HexFormat.of().formatHex(frame)).isEqualTo("091a07" + "2205" + "0a0174" + "183c");
  }

  @Test
  void nothingIsWrittenAsNothing() {
    assertThat(RpcEncoder.frames(Rpc.ofMessages(List.of()))).isEmpty();
  }

  @Test
  void longRpcsAreSplitSoThatPeersAcceptEachFrame() {
    List<Rpc.Have> have = new ArrayList<>();
    for (int topic = 0; topic < 4; topic++) {
      have.add(new Rpc.Have("topic" + topic, wideIds(5_000)));
    }
    List<Rpc.Subscription> subscriptions = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      subscriptions.add(new Rpc.Subscription("x".repeat(200) + i, true));
    }
    Rpc rpc =
        new Rpc(
            subscriptions,
            List.of(),
            have,
            wideIds(5_000),
            List.of("g"),
            List.of(),
            List.of(),
            true);
    List<byte[]> frames = RpcEncoder.frames(rpc);
    assertThat(frames).allMatch(frame -> frame.length <= (128 << 10) + 8);
    GossipLimits wide = RouterStage.limits(Map.of("subscriptionsPerRpcMax", 10_000));
    List<Rpc> read =
        bodies(frames).stream().map(body -> decoded(new RpcDecoder(wide), body)).toList();
    assertThat(read.stream().mapToInt(r -> r.subscriptions().size()).sum()).isEqualTo(3_000);
    assertThat(read.stream().flatMap(r -> r.have().stream()).mapToInt(h -> h.ids().size()).sum())
        .isEqualTo(20_000);
    assertThat(read.stream().mapToInt(r -> r.want().size()).sum()).isEqualTo(5_000);
    assertThat(read.getFirst().subscriptions()).isNotEmpty();
    assertThat(read.getLast().graft()).containsExactly("g");
  }

  @ParameterizedTest
  @CsvSource({
    "a varint cut short,                12 80",
    "a length beyond the end,           12 05 22 01 74",
    "a varint of eleven bytes,          28 ff ff ff ff ff ff ff ff ff ff 01",
    "a varint above 64 bits,            28 ff ff ff ff ff ff ff ff ff 02",
    "field number zero,                 00 00",
    "a group,                           53 54",
    "a known field of another type,     10 01",
    "a message without a topic,         12 04 12 02 68 69",
    "a topic twice,                     12 06 22 01 74 22 01 74",
    "an empty message id,               1a 04 12 02 0a 00",
    "a tag of more than 32 bits,        80 80 80 80 80 01 00",
  })
  void aBrokenFrameIsRefusedAsAWhole(String name, String hex) {
    assertThat(DECODER.decode(bytes(hex)))
        .as(name)
        .isEqualTo(new RpcDecoder.Result.Refused(GossipRefusal.RPC_MALFORMED));
  }

  @ParameterizedTest
  @CsvSource({
    "an unknown varint,                 50 01",
    "an unknown fixed64,                51 01 02 03 04 05 06 07 08",
    "an unknown fixed32,                55 01 02 03 04",
    "unknown bytes,                     52 02 00 00",
    "an extension above 2^20,           a2 d9 df 18 00",
    "unknown control,                   1a 04 32 02 08 01",
    "peers to exchange in a prune,      1a 09 22 07 0a 01 74 12 02 0a 00",
    "partial subscription flags,        0a 07 08 01 12 01 74 18 01",
  })
  void whatIsUnknownIsSkipped(String name, String hex) {
    assertThat(DECODER.decode(bytes(hex))).as(name).isInstanceOf(RpcDecoder.Result.Decoded.class);
  }

  /** Small hostile frames: many of the smallest possible entries. */
  static Stream<byte[]> floods() {
    Consumer<ByteArrayOutputStream> subscription = out -> out.writeBytes(new byte[] {10, 0});
    Consumer<ByteArrayOutputStream> message = out -> out.writeBytes(new byte[] {18, 2, 34, 0});
    Consumer<ByteArrayOutputStream> unknown = out -> out.writeBytes(new byte[] {80, 1});
    return Stream.of(
        repeated(subscription, 100_000),
        repeated(message, 50_000),
        repeated(unknown, 100_000),
        control(repeated(out -> out.writeBytes(new byte[] {10, 0}), 100_000)),
        control(repeated(out -> out.writeBytes(new byte[] {26, 0}), 100_000)),
        control(repeated(out -> out.writeBytes(new byte[] {34, 0}), 100_000)),
        control(repeated(out -> out.writeBytes(new byte[] {18, 3, 10, 1, 1}), 50_000)),
        control(inner(18, repeated(out -> out.writeBytes(new byte[] {10, 1, 1}), 60_000))),
        control(inner(34, repeated(out -> out.writeBytes(new byte[] {18, 0}), 60_000))),
        control(inner(10, new byte[300_000])));
  }

  @ParameterizedTest
  @MethodSource("floods")
  void aFloodOfSmallEntriesIsRefusedBeforeAnythingIsBuilt(byte[] frame) {
    assertThat(DECODER.decode(frame)).isInstanceOf(RpcDecoder.Result.Refused.class);
    long allocated = allocatedBytes(() -> DECODER.decode(frame));
    // The walk makes one small reader per entry until the limit is reached, and keeps none.
    assertThat(allocated).isLessThan(LIMITS.rpcFieldsMax() * 64L);
  }

  @Test
  void theWorstAcceptedFrameStaysWithinABound() {
    byte[] ids =
        inner(18, repeated(out -> out.writeBytes(new byte[] {10, 1, 1}), LIMITS.idsPerRpcMax()));
    assertThat(DECODER.decode(control(ids))).isInstanceOf(RpcDecoder.Result.Decoded.class);
    long allocated = allocatedBytes(() -> DECODER.decode(control(ids)));
    assertThat(allocated).isLessThan(4L << 20);
  }

  @Test
  void controlDataBeyondItsLimitIsRefusedButNotMessagesOfThatSize() {
    byte[] unknown = inner(10 << 3 | 2, new byte[LIMITS.controlBytesMax()]);
    assertThat(DECODER.decode(unknown))
        .isEqualTo(new RpcDecoder.Result.Refused(GossipRefusal.RPC_TOO_MANY_FIELDS));
    GossipMessage large =
        GossipMessage.unsigned("t", ByteString.copyFrom(new byte[LIMITS.controlBytesMax() * 2]));
    byte[] body = bodies(RpcEncoder.frames(Rpc.ofMessages(List.of(large)))).getFirst();
    assertThat(DECODER.decode(body)).isInstanceOf(RpcDecoder.Result.Decoded.class);
  }

  @Test
  void anyBytesAreEitherDecodedOrRefused() {
    SplittableRandom random = new SplittableRandom(42);
    byte[] honest = bodies(RpcEncoder.frames(busy(random))).getFirst();
    int decoded = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] mutant = mutate(honest, random);
      if (DECODER.decode(mutant) instanceof RpcDecoder.Result.Decoded(Rpc rpc)) {
        decoded++;
        Rpc again =
            decoded(
                DECODER, bodies(RpcEncoder.frames(rpc)).stream().findFirst().orElse(new byte[0]));
        assertThat(again).isEqualTo(rpc);
      }
    }
    assertThat(decoded).isBetween(100, 19_900);
  }

  @Test
  void framesAreCutOutOfPiecesOfAnySize() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 200; round++) {
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      List<byte[]> bodies = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        byte[] body = new byte[random.nextInt(1, 20_000)];
        random.nextBytes(body);
        bodies.add(body);
        sent.writeBytes(new ProtoWriter(8).varint(body.length).raw(body).toByteArray());
        sent.write(0);
      }
      List<byte[]> got = new ArrayList<>();
      FrameReader reader = new FrameReader(20_000, got::add);
      ByteBuf all = Unpooled.wrappedBuffer(sent.toByteArray());
      while (all.isReadable()) {
        int piece = Math.min(all.readableBytes(), random.nextInt(1, 3_000));
        assertThat(reader.read(all.readSlice(piece))).isTrue();
      }
      assertThat(got).hasSize(5);
      for (int i = 0; i < 5; i++) {
        assertThat(got.get(i)).isEqualTo(bodies.get(i));
      }
    }
  }

  @Test
  void anAnnouncedLengthCostsNoMemoryBeforeItsBytesCome() {
    FrameReader reader = new FrameReader(1 << 20, frame -> {});
    ByteBuf start = Unpooled.wrappedBuffer(new byte[] {-1, -1, 63, 1, 2, 3});
    long allocated = allocatedBytes(() -> reader.read(start));
    assertThat(allocated).isLessThan(16_384);
  }

  @Test
  void aFrameLongerThanTheLimitEndsTheReading() {
    FrameReader reader = new FrameReader(1 << 20, frame -> {});
    assertThat(reader.read(Unpooled.wrappedBuffer(new byte[] {-127, -128, 64}))).isFalse();
    FrameReader other = new FrameReader(1 << 20, frame -> {});
    assertThat(other.read(Unpooled.wrappedBuffer(new byte[] {-128, -128, -128, -128}))).isFalse();
  }

  private static Rpc busy(SplittableRandom random) {
    byte[] data = new byte[100];
    random.nextBytes(data);
    return new Rpc(
        List.of(new Rpc.Subscription("t", true), new Rpc.Subscription("topic", false)),
        List.of(GossipMessage.unsigned("t", ByteString.copyFrom(data))),
        List.of(new Rpc.Have("t", TestRpc.ids("have", 4))),
        TestRpc.ids("want", 3),
        List.of("t", "u"),
        List.of(
            new Rpc.Prune(
                "t", 60, List.of(new Rpc.NamedPeer(ByteString.copyFrom(data), ByteString.EMPTY)))),
        TestRpc.ids("not", 2),
        true);
  }

  private static byte[] mutate(byte[] honest, SplittableRandom random) {
    byte[] mutant = Arrays.copyOf(honest, honest.length - random.nextInt(honest.length / 8));
    for (int i = random.nextInt(4); i > 0; i--) {
      mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
    }
    return random.nextInt(4) == 0 ? mutant : Arrays.copyOf(mutant, honest.length);
  }

  private static List<MessageId> wideIds(int count) {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(TestRpc.id(String.format("%020d", i)));
    }
    return ids;
  }

  private static byte[] repeated(Consumer<ByteArrayOutputStream> entry, int count) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      entry.accept(out);
    }
    return out.toByteArray();
  }

  private static byte[] control(byte[] content) {
    return inner(26, content);
  }

  private static byte[] inner(int tag, byte[] content) {
    return new ProtoWriter(content.length + 8)
        .varint(tag)
        .varint(content.length)
        .raw(content)
        .toByteArray();
  }

  private static List<byte[]> bodies(List<byte[]> frames) {
    List<byte[]> bodies = new ArrayList<>();
    FrameReader reader = new FrameReader(LIMITS.rpcBytesMax(), bodies::add);
    frames.forEach(frame -> assertThat(reader.read(Unpooled.wrappedBuffer(frame))).isTrue());
    return bodies;
  }

  private static List<Rpc> rpcs(List<byte[]> frames) {
    return bodies(frames).stream().map(body -> decoded(DECODER, body)).toList();
  }

  private static Rpc decoded(RpcDecoder decoder, byte[] body) {
    return switch (decoder.decode(body)) {
      case RpcDecoder.Result.Decoded(Rpc rpc) -> rpc;
      case RpcDecoder.Result.Refused(GossipRefusal reason) -> throw new AssertionError(reason);
    };
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static long allocatedBytes(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    work.run();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
