package network.baton.wire;

import java.util.List;
import java.util.Random;
import network.baton.lease.Address;
import network.baton.lease.Beat;
import network.baton.lease.Cause;
import network.baton.lease.Completion;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.LeaseLimits;
import network.baton.lease.Pass;
import network.baton.lease.Ready;
import network.baton.lease.Release;

/** Seeded random messages: any values that the wire allows, sense or nonsense. */
final class Messages {
  static final SigningDomain DOMAIN =
      new SigningDomain(31_337, Address.fromHex("0x5fbdb2315678afecb367f032d93f642f64180aa3"));

  private final Random random;

  Messages(long seed) {
    random = new Random(seed);
  }

  LeaseKey leaseKey() {
    return LeaseKey.of(hash());
  }

  BeatKey beatKey() {
    return BeatKey.of(hash());
  }

  Hash32 hash() {
    return new Hash32(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  /** As often small as large. */
  long number() {
    return random.nextLong(WireLimits.NUMBER_MAX) >>> random.nextInt(48);
  }

  int integer(int bound) {
    return random.nextInt(bound) >>> random.nextInt(31);
  }

  Lease lease(Hash32 evidence) {
    return new Lease(
        hash(),
        1 + integer(Integer.MAX_VALUE),
        integer(Integer.MAX_VALUE),
        hash(),
        random.nextBoolean() ? Hash32.ZERO : hash(),
        oneOf(List.of(Cause.values())),
        evidence,
        integer(0x10000),
        1 + number(),
        hash(),
        number());
  }

  Beat beat() {
    return new Beat(hash(), number(), integer(Integer.MAX_VALUE), integer(1_000_001), number());
  }

  Release release() {
    return new Release(hash(), oneOf(List.of(Release.Reason.values())), number());
  }

  Completion completion() {
    return new Completion(hash(), hash(), 1 + integer(WireLimits.PROOF_BYTES_MAX));
  }

  Ready ready() {
    List<Hash32> types =
        java.util.stream.Stream.generate(this::hash)
            .limit(1 + random.nextInt(LeaseLimits.READY_TYPES_MAX))
            .toList();
    return new Ready(integer(Integer.MAX_VALUE), number(), types);
  }

  Pass pass() {
    return new Pass(hash(), integer(Integer.MAX_VALUE));
  }

  <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  Random random() {
    return random;
  }
}
