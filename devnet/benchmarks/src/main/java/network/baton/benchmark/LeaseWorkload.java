package network.baton.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import network.baton.lease.Address;
import network.baton.lease.Cause;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Promise;
import network.baton.lease.Prover;
import network.baton.lease.Signature;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.wire.LeaseKey;
import network.baton.wire.SigningDomain;
import network.baton.wire.Wire;

/** A network of many provers, its blocks, and claims for their tasks; the same for equal seeds. */
final class LeaseWorkload {
  static final int PROVERS = 128;
  static final int TYPES = 4;
  static final long SLOT_MS = 12_000;
  static final long DEADLINE_MS = 10_000;
  static final LeaseSettings SETTINGS = LeaseSettings.L1_REALTIME;

  private static final long SLOTS_MAX = 1_000_000;

  /** Nonces within the one epoch never run out. */
  private static final long QUOTA = Long.MAX_VALUE;

  private static final Signature UNSIGNED = new Signature(Hash32.ZERO, Hash32.ZERO, 27);

  private final Random random;
  private final List<LeaseKey> keys = new ArrayList<>();
  private final List<Hash32> types = new ArrayList<>();
  private final long[] nonces = new long[PROVERS];
  private final Snapshot snapshot;

  LeaseWorkload(long seed) {
    random = new Random(seed);
    for (int i = 0; i < TYPES; i++) {
      types.add(hash());
    }
    List<Prover> provers = new ArrayList<>();
    for (int i = 0; i < PROVERS; i++) {
      LeaseKey key = LeaseKey.of(new Hash32(0, 0, seed, i + 1L));
      keys.add(key);
      provers.add(prover(i, key.address()));
    }
    snapshot = new Snapshot(hash(), 1, 0, SLOTS_MAX, hash(), provers);
  }

  private Prover prover(int index, Address leaseKey) {
    Map<Hash32, Promise> promises = new java.util.HashMap<>();
    types.forEach(type -> promises.put(type, Promise.flat(5_000 + random.nextInt(3_000))));
    return new Prover(
        index,
        new Address(index + 1, 0, 0),
        leaseKey,
        "peer" + index,
        1 + random.nextInt(32),
        TYPES,
        QUOTA,
        promises);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  List<Hash32> types() {
    return types;
  }

  /** The tasks of one block, one a type. */
  List<Task> block(long slot) {
    Hash32 blockHash = hash();
    List<Task> tasks = new ArrayList<>();
    for (Hash32 type : types) {
      tasks.add(
          new Task(
              hash(),
              slot,
              blockHash,
              slot,
              hash(),
              15_000_000 + random.nextInt(30_000_000),
              type,
              0,
              0,
              1,
              slot * SLOT_MS,
              slot * SLOT_MS + DEADLINE_MS,
              List.of()));
    }
    return tasks;
  }

  /** First claims of one task by provers in random order, each with a nonce of its own. */
  List<VerifiedLease> claims(Task task, int count) {
    List<VerifiedLease> claims = new ArrayList<>();
    int first = random.nextInt(PROVERS);
    for (int i = 0; i < count; i++) {
      int prover = (first + i * 37) % PROVERS; // 37 and 128 share no factor: all differ
      Lease lease = lease(task, prover);
      claims.add(new VerifiedLease(hash(), lease, key(prover).address(), UNSIGNED, null));
    }
    return claims;
  }

  /** The same claims as they come from the wire. */
  List<byte[]> signed(List<VerifiedLease> claims, Wire wire) {
    return claims.stream()
        .map(claim -> wire.encode(wire.sign(claim.lease(), key(claim.lease().prover()), null)))
        .toList();
  }

  static Wire wire() {
    return new Wire(new SigningDomain(1, new Address(1, 2, 3)));
  }

  private LeaseKey key(int prover) {
    return keys.get(prover);
  }

  private Lease lease(Task task, int prover) {
    return new Lease(
        task.taskId(),
        1,
        prover,
        snapshot.id(),
        Hash32.ZERO,
        Cause.FIRST,
        Hash32.ZERO,
        types.indexOf(task.proofType()),
        ++nonces[prover],
        new Hash32(1, 2, 3, 4),
        task.slotStartMs() + 10);
  }

  private Hash32 hash() {
    return new Hash32(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }
}
