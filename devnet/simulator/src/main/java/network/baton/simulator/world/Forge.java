package network.baton.simulator.world;

import network.baton.lease.Address;
import network.baton.lease.Beat;
import network.baton.lease.Completion;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.LeaseDraft;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.lease.Pass;
import network.baton.lease.Ready;
import network.baton.lease.Release;
import network.baton.lease.Signature;
import network.baton.simulator.workload.Chance;
import org.jspecify.annotations.Nullable;

/**
 * Makes messages as if their signatures had been checked: signing and checking are the wire
 * module's business and cost more than all the rest of a simulation. A digest follows from the
 * content alone, as a real one does; nobody can sign for another because nobody is asked to.
 */
public final class Forge {
  private static final Signature SIGNATURE = new Signature(Hash32.ZERO, Hash32.ZERO, 27);
  private static final long LEASE = 1;
  private static final long BEAT = 2;
  private static final long RELEASE = 3;
  private static final long COMPLETION = 4;
  private static final long PROOF = 5;
  private static final long READY = 6;
  private static final long PASS = 7;

  /** Last word of a valid proof's hash. */
  private static final long VALID = 1;

  private Forge() {}

  public static Address leaseKey(int prover) {
    return new Address(2, 0, prover);
  }

  public static Hash32 beatKey(int prover) {
    return new Hash32(3, 0, 0, prover);
  }

  public static VerifiedLease lease(LeaseDraft draft, @Nullable Message evidence) {
    return lease(draft.withBeatKey(beatKey(draft.prover())), evidence);
  }

  public static VerifiedLease lease(Lease lease, @Nullable Message evidence) {
    long h = add(LEASE, lease.taskId());
    h = add(h, lease.term());
    h = add(h, lease.prover());
    h = add(h, lease.snapshotId());
    h = add(h, lease.prev());
    h = add(h, lease.cause().code());
    h = add(h, lease.evidence());
    h = add(h, lease.lane());
    h = add(h, lease.nonce());
    h = add(h, lease.issuedAtMs());
    return new VerifiedLease(digest(h), lease, leaseKey(lease.prover()), SIGNATURE, evidence);
  }

  public static VerifiedBeat beat(Beat beat, int prover) {
    long h = add(BEAT, beat.leaseDigest());
    h = add(h, beat.sequence());
    h = add(h, beat.stage());
    h = add(h, beat.progressPpm());
    h = add(h, beat.predictedFinishMs());
    return new VerifiedBeat(digest(h), beat, beatKey(prover), SIGNATURE);
  }

  public static VerifiedRelease release(Release release, int prover) {
    long h = add(RELEASE, release.leaseDigest());
    h = add(h, release.reason().code());
    h = add(h, release.issuedAtMs());
    return new VerifiedRelease(digest(h), release, leaseKey(prover), SIGNATURE);
  }

  public static VerifiedCompletion completion(Completion completion, int prover) {
    long h = add(COMPLETION, completion.leaseDigest());
    h = add(h, completion.proofHash());
    h = add(h, completion.sizeBytes());
    return new VerifiedCompletion(digest(h), completion, leaseKey(prover), SIGNATURE);
  }

  public static VerifiedReady ready(Ready ready) {
    long h = add(READY, ready.prover());
    h = add(h, ready.slot());
    for (Hash32 type : ready.proofTypes()) {
      h = add(h, type);
    }
    return new VerifiedReady(digest(h), ready, leaseKey(ready.prover()), SIGNATURE);
  }

  public static VerifiedPass pass(Pass pass) {
    long h = add(add(PASS, pass.taskId()), pass.prover());
    return new VerifiedPass(digest(h), pass, leaseKey(pass.prover()), SIGNATURE);
  }

  /** Hash of a proof that was made for a lease; tells by itself whether the proof is valid. */
  public static Hash32 proof(Hash32 lease, long variant, boolean valid) {
    long h = add(add(PROOF, lease), variant);
    return new Hash32(Chance.mix(h), Chance.mix(h + 1), 0, valid ? VALID : 0);
  }

  public static boolean isValid(Hash32 proof) {
    return proof.d() == VALID;
  }

  private static long add(long h, long value) {
    return Chance.mix(h ^ value) + value;
  }

  private static long add(long h, Hash32 value) {
    return add(add(h, value.a()), value.d());
  }

  private static Hash32 digest(long h) {
    return new Hash32(Chance.mix(h), Chance.mix(h + 1), Chance.mix(h + 2), Chance.mix(h + 3));
  }
}
