package network.baton.fuzz;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import network.baton.lease.Address;
import network.baton.lease.Beat;
import network.baton.lease.Cause;
import network.baton.lease.Completion;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message;
import network.baton.lease.Pass;
import network.baton.lease.Ready;
import network.baton.lease.Release;
import network.baton.wire.BeatKey;
import network.baton.wire.BlockHeader;
import network.baton.wire.Decoded;
import network.baton.wire.Exchange;
import network.baton.wire.ExchangeCodec;
import network.baton.wire.HeaderRlp;
import network.baton.wire.LeaseKey;
import network.baton.wire.SigningDomain;
import network.baton.wire.SnappyBlock;
import network.baton.wire.TaskAnnouncement;
import network.baton.wire.TaskAnnouncements;
import network.baton.wire.Wire;
import network.baton.wire.WireLimits;

/** Our own messages. What is accepted encodes to the very bytes that came. */
final class WireTargets {
  private static final Wire WIRE =
      new Wire(
          new SigningDomain(31_337, Address.fromHex("0x5fbdb2315678afecb367f032d93f642f64180aa3")));
  private static final ExchangeCodec EXCHANGES = new ExchangeCodec(WIRE);
  private static final Hash32 ONE = new Hash32(1, 2, 3, 4);
  private static final LeaseKey KEY = LeaseKey.of(ONE);

  private WireTargets() {}

  static List<Target> all() {
    return List.of(
        message("wire-lease", WIRE::lease, () -> List.of(lease())),
        message("wire-beat", WIRE::beat, () -> List.of(beat())),
        message(
            "wire-result",
            WIRE::result,
            () ->
                List.of(
                    WIRE.sign(new Release(ONE, Release.Reason.SHUTDOWN, 1_000), KEY),
                    WIRE.sign(new Completion(ONE, ONE, 1_000), KEY))),
        message(
            "wire-beacon",
            WIRE::beacon,
            () ->
                List.of(
                    WIRE.sign(new Ready(1, 2, List.of(ONE)), KEY),
                    WIRE.sign(new Pass(ONE, 1), KEY))),
        strict(
            "wire-task",
            64,
            WIRE::task,
            value ->
                TaskAnnouncements.encode(
                    ((TaskAnnouncement) value).header(), ((TaskAnnouncement) value).proofType()),
            () -> List.of(TaskAnnouncements.encode(header(), ONE))),
        strict(
            "wire-proof",
            32,
            EXCHANGES::proofResponse,
            WireTargets::encoded,
            () -> List.of(EXCHANGES.encode(new Exchange.ProofResponse(new byte[] {1, 2, 3})))),
        strict(
            "wire-proof-ask",
            64,
            EXCHANGES::proofRequest,
            WireTargets::encoded,
            () -> List.of(EXCHANGES.encode(new Exchange.ProofRequest(ONE)))),
        strict(
            "wire-status",
            64,
            EXCHANGES::statusResponse,
            WireTargets::encoded,
            () -> List.of(status())),
        strict(
            "wire-status-ask",
            64,
            EXCHANGES::statusRequest,
            WireTargets::encoded,
            () -> List.of(EXCHANGES.encode(new Exchange.StatusRequest(ONE, 1, 2)))),
        strict(
            "header-rlp",
            64,
            HeaderRlp::decode,
            value -> ((BlockHeader) value).rlp(),
            () -> List.of(header().rlp())),
        Target.of(
            "snappy",
            32,
            64 << 10,
            WireTargets::snappy,
            () -> List.of(SnappyBlock.compress(status()), SnappyBlock.compress(new byte[2_000]))));
  }

  private static Target message(
      String name, Function<byte[], Decoded<?>> decoder, Supplier<List<Message>> seeds) {
    return strict(
        name,
        64,
        decoder,
        value -> WIRE.encode((Message) value),
        () -> seeds.get().stream().map(WIRE::encode).toList());
  }

  private static Message beat() {
    return WIRE.sign(new Beat(ONE, 3, 1, 500_000, 9_000), BeatKey.of(ONE));
  }

  private static Message lease() {
    Message beat = beat();
    return WIRE.sign(
        new Lease(ONE, 2, 1, ONE, ONE, Cause.SILENT, beat.digest(), 0, 7, ONE, 1_000), KEY, beat);
  }

  private static byte[] status() {
    TaskAnnouncement task = new TaskAnnouncement(header(), ONE);
    return EXCHANGES.encode(
        new Exchange.StatusResponse(ONE, 1, 2, List.of(task), List.of(), List.of()));
  }

  private static byte[] encoded(Object exchange) {
    return EXCHANGES.encode((Exchange) exchange);
  }

  private static Target strict(
      String name,
      int factor,
      Function<byte[], Decoded<?>> decoder,
      Function<Object, byte[]> encoder,
      Supplier<List<byte[]>> seeds) {
    return new Target(
        name,
        factor,
        96 << 10,
        input -> {
          Decoded<?> decoded = decoder.apply(input);
          return () -> {
            if (decoded instanceof Decoded.Ok<?>(Object value)) {
              Targets.require(Arrays.equals(encoder.apply(value), input), "two encodings");
            }
          };
        },
        seeds);
  }

  /** The smallest output bound of ours, so that the input's own size stays what matters. */
  private static void snappy(byte[] input) {
    if (SnappyBlock.decompress(input, WireLimits.MESSAGE_BYTES_MAX)
        instanceof Decoded.Ok<byte[]>(byte[] bytes)) {
      Targets.require(bytes.length <= WireLimits.MESSAGE_BYTES_MAX, "longer than allowed");
    }
  }

  /** The fifteen fields of the first headers. */
  private static BlockHeader header() {
    String hash = "a0" + "11".repeat(32);
    String fields =
        hash.repeat(2)
            + ("94" + "22".repeat(20))
            + hash.repeat(3)
            + ("b90100" + "00".repeat(256))
            + "80"
            + "05"
            + "80"
            + "83989680"
            + "8465000000"
            + "80"
            + hash
            + ("88" + "00".repeat(8));
    String list = "f9%04x".formatted(fields.length() / 2) + fields;
    return switch (HeaderRlp.decode(HexFormat.of().parseHex(list))) {
      case Decoded.Ok<BlockHeader>(BlockHeader header) -> header;
      case Decoded.Refused<BlockHeader>(var verdict) ->
          throw new AssertionError("the seed is refused: " + verdict);
    };
  }
}
