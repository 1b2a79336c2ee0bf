package network.baton.lease;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import org.jspecify.annotations.Nullable;

/**
 * A small test network: provers, snapshots, tasks, and messages whose digests come from their
 * content. Signatures are taken for granted, as the core does.
 */
final class Registry {
  /** Start of slot 1, where the clock of a story starts. */
  static final long EPOCH_MS = 1_700_000_000_000L;

  static final long QUOTA = 1_000_000;
  static final Hash32 TYPE_X = hash("type x");
  static final Hash32 TYPE_Y = hash("type y");
  private static final Signature SIGNATURE = new Signature(Hash32.ZERO, Hash32.ZERO, 27);

  final long slotMs;
  final long deadlineMs;
  final List<Prover> provers;
  final Snapshot snapshot;

  Registry(List<Prover> provers, Hash32 seed, long slotMs, long deadlineMs) {
    this.provers = provers;
    this.slotMs = slotMs;
    this.deadlineMs = deadlineMs;
    this.snapshot = new Snapshot(hash("snapshot " + seed), 1, 0, 1_000_000, seed, provers);
  }

  /** Four provers whose order for slot 1 and type x is the order of their indexes. */
  static Registry inOrder(List<Prover> provers, long slotMs, long deadlineMs) {
    for (int i = 0; i < 100_000; i++) {
      Registry registry = new Registry(provers, hash("seed " + i), slotMs, deadlineMs);
      List<Prover> order =
          Succession.of(registry.snapshot, registry.task(1, TYPE_X), GasBands.DEFAULT, 85)
              .order(1, Set.of());
      if (order.equals(provers)) {
        return registry;
      }
    }
    throw new IllegalStateException("no seed found");
  }

  static Prover prover(int index, int capacity, int promiseMs) {
    return prover(index, index, capacity, promiseMs);
  }

  static Prover prover(int index, int operator, int capacity, int promiseMs) {
    return prover(index, operator, capacity, QUOTA, promiseMs);
  }

  static Prover prover(int index, int operator, int capacity, long quota, int promiseMs) {
    return new Prover(
        index,
        address("operator " + operator),
        address("key " + index),
        "peer" + index,
        1,
        capacity,
        quota,
        Map.of(TYPE_X, Promise.flat(promiseMs), TYPE_Y, Promise.flat(promiseMs)));
  }

  static List<Prover> equalProvers(int count) {
    List<Prover> provers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      provers.add(prover(i, 2, 5_000));
    }
    return provers;
  }

  Task task(long slot, Hash32 proofType) {
    return task(slot, proofType, "block " + slot);
  }

  Task task(long slot, Hash32 proofType, String block) {
    return task(slot, proofType, block, 15_000_000);
  }

  Task task(long slot, Hash32 proofType, String block, long gasUsed) {
    Hash32 blockHash = hash(block);
    long startMs = EPOCH_MS + (slot - 1) * slotMs;
    return new Task(
        hash(blockHash + " " + proofType),
        slot,
        blockHash,
        slot,
        hash("parent of " + block),
        gasUsed,
        proofType,
        0,
        0,
        1,
        startMs,
        startMs + deadlineMs);
  }

  static Hash32 beatKey(Lease lease) {
    return lease.beatKey();
  }

  static VerifiedLease lease(Lease lease, @Nullable Message evidence) {
    Address signer = address("key " + lease.prover());
    return new VerifiedLease(hash(lease.toString()), lease, signer, SIGNATURE, evidence);
  }

  static VerifiedLease sign(LeaseDraft draft, @Nullable Message evidence) {
    return lease(draft.withBeatKey(hash("beat key " + draft.prover())), evidence);
  }

  static VerifiedBeat beat(VerifiedLease lease, long sequence, int ppm) {
    return beat(lease, new Beat(lease.digest(), sequence, 0, ppm, 0));
  }

  static VerifiedBeat beat(VerifiedLease lease, Beat beat) {
    return new VerifiedBeat(hash(beat.toString()), beat, lease.lease().beatKey(), SIGNATURE);
  }

  static VerifiedRelease release(VerifiedLease lease, Release.Reason reason, long issuedAtMs) {
    return release(new Release(lease.digest(), reason, issuedAtMs), lease.lease().prover());
  }

  static VerifiedRelease release(Release release, int prover) {
    Address signer = address("key " + prover);
    return new VerifiedRelease(hash(release.toString()), release, signer, SIGNATURE);
  }

  static VerifiedCompletion completion(Completion completion, int prover) {
    Address signer = address("key " + prover);
    return new VerifiedCompletion(hash(completion.toString()), completion, signer, SIGNATURE);
  }

  static VerifiedReady ready(Ready ready) {
    return new VerifiedReady(
        hash(ready.toString()), ready, address("key " + ready.prover()), SIGNATURE);
  }

  static VerifiedPass pass(Pass pass) {
    return new VerifiedPass(
        hash(pass.toString()), pass, address("key " + pass.prover()), SIGNATURE);
  }

  static VerifiedCompletion completion(VerifiedLease lease, String proof) {
    return completion(new Completion(lease.digest(), hash(proof), 288), lease.lease().prover());
  }

  static Hash32 hash(String text) {
    return Hash32.of(sha256(text));
  }

  static Address address(String text) {
    return Address.of(java.util.Arrays.copyOf(sha256(text), Address.BYTES));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
