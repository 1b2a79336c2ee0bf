package network.baton.wire;

import com.google.protobuf.ByteString;
import java.util.function.Supplier;
import network.baton.lease.Address;
import network.baton.lease.Beat;
import network.baton.lease.Cause;
import network.baton.lease.Completion;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.LeaseLimits;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.lease.Pass;
import network.baton.lease.Ready;
import network.baton.lease.Refusal;
import network.baton.lease.Release;
import network.baton.lease.Signature;
import network.baton.wire.pb.SignedBeat;
import network.baton.wire.pb.SignedCompletion;
import network.baton.wire.pb.SignedLease;
import network.baton.wire.pb.SignedPass;
import network.baton.wire.pb.SignedReady;
import network.baton.wire.pb.SignedRelease;
import org.jspecify.annotations.Nullable;

/**
 * Protobuf, already known to be canonical, to verified messages. Cheapest checks first: lengths
 * (W-04), ranges (W-05), the evidence's presence and digest (W-06), then signatures.
 */
final class MessageReader {
  private static final Unverified<?> NO_EVIDENCE = new Unverified<>(Hash32.ZERO, () -> null);

  private final SigningDomain domain;

  MessageReader(SigningDomain domain) {
    this.domain = domain;
  }

  Decoded<VerifiedLease> lease(SignedLease message) {
    Lease lease = body(message);
    if (lease == null) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    return evidence(message).then(evidence -> signed(lease, message.getSignature(), evidence));
  }

  /** A lease's own fields; null if their form does not hold. */
  private static @Nullable Lease body(SignedLease message) {
    Cause cause = Shape.cause(message.getCause());
    if (cause == null
        || !areHashes(message.getTaskId(), message.getSnapshotId(), message.getPrev())
        || !areHashes(message.getEvidence(), message.getBeatKey())
        || message.getSignature().size() != Signatures.SECP256K1_BYTES) {
      return null;
    }
    var lease =
        new Lease(
            SignatureBytes.hash(message.getTaskId()),
            message.getTerm(),
            message.getProver(),
            SignatureBytes.hash(message.getSnapshotId()),
            SignatureBytes.hash(message.getPrev()),
            cause,
            SignatureBytes.hash(message.getEvidence()),
            message.getLane(),
            message.getNonce(),
            SignatureBytes.hash(message.getBeatKey()),
            message.getIssuedAtMs());
    return Shape.holds(lease) ? lease : null;
  }

  Decoded<VerifiedBeat> beat(SignedBeat message) {
    return unverified(message).then(beat -> beat.verified(Refusal.BAD_SIGNATURE));
  }

  Decoded<VerifiedRelease> release(SignedRelease message) {
    return unverified(message).then(release -> release.verified(Refusal.BAD_SIGNATURE));
  }

  Decoded<VerifiedCompletion> completion(SignedCompletion message) {
    return unverified(message).then(completion -> completion.verified(Refusal.BAD_SIGNATURE));
  }

  Decoded<VerifiedReady> ready(SignedReady message) {
    if (message.getProofTypesCount() > LeaseLimits.READY_TYPES_MAX
        || !areHashes(message.getProofTypesList().toArray(ByteString[]::new))
        || message.getSignature().size() != Signatures.SECP256K1_BYTES) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    var ready =
        new Ready(
            message.getProver(),
            message.getSlot(),
            message.getProofTypesList().stream().map(SignatureBytes::hash).toList());
    if (!Shape.holds(ready)) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    Hash32 digest = domain.readyDigest(ready);
    Signature signature = SignatureBytes.secp256k1(message.getSignature());
    Address signer = Signatures.recover(digest, signature);
    return signer == null
        ? Decoded.reject(Refusal.BAD_SIGNATURE)
        : Decoded.ok(new VerifiedReady(digest, ready, signer, signature));
  }

  Decoded<VerifiedPass> pass(SignedPass message) {
    if (!areHashes(message.getTaskId())
        || message.getSignature().size() != Signatures.SECP256K1_BYTES) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    var pass = new Pass(SignatureBytes.hash(message.getTaskId()), message.getProver());
    if (!Shape.holds(pass)) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    Hash32 digest = domain.passDigest(pass);
    Signature signature = SignatureBytes.secp256k1(message.getSignature());
    Address signer = Signatures.recover(digest, signature);
    return signer == null
        ? Decoded.reject(Refusal.BAD_SIGNATURE)
        : Decoded.ok(new VerifiedPass(digest, pass, signer, signature));
  }

  private Decoded<VerifiedLease> signed(Lease lease, ByteString rsv, Unverified<?> evidence) {
    if (!evidence.digest.equals(lease.evidence())) {
      return Decoded.reject(Refusal.BAD_EVIDENCE);
    }
    Hash32 digest = domain.leaseDigest(lease);
    Signature signature = SignatureBytes.secp256k1(rsv);
    Address signer = Signatures.recover(digest, signature);
    if (signer == null) {
      return Decoded.reject(Refusal.BAD_SIGNATURE);
    }
    if (lease.evidence().isZero()) {
      return Decoded.ok(new VerifiedLease(digest, lease, signer, signature, null));
    }
    return evidence
        .verified(Refusal.BAD_EVIDENCE)
        .then(cited -> Decoded.ok(new VerifiedLease(digest, lease, signer, signature, cited)));
  }

  private Decoded<Unverified<?>> evidence(SignedLease message) {
    return switch (message.getEvidenceMessageCase()) {
      case BEAT -> unverified(message.getBeat()).then(Decoded::ok);
      case RELEASE -> unverified(message.getRelease()).then(Decoded::ok);
      case COMPLETION -> unverified(message.getCompletion()).then(Decoded::ok);
      case LEASE -> unverified(message.getLease()).then(Decoded::ok);
      case EVIDENCEMESSAGE_NOT_SET -> Decoded.ok(NO_EVIDENCE);
    };
  }

  /** A lease as evidence comes without what it cites itself. */
  private Decoded<Unverified<VerifiedLease>> unverified(SignedLease message) {
    Lease lease = body(message);
    if (lease == null
        || message.getEvidenceMessageCase()
            != SignedLease.EvidenceMessageCase.EVIDENCEMESSAGE_NOT_SET) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    Signature signature = SignatureBytes.secp256k1(message.getSignature());
    Hash32 digest = domain.leaseDigest(lease);
    return Decoded.ok(
        new Unverified<>(
            digest,
            () -> {
              Address signer = Signatures.recover(digest, signature);
              return signer == null
                  ? null
                  : new VerifiedLease(digest, lease, signer, signature, null);
            }));
  }

  private Decoded<Unverified<VerifiedBeat>> unverified(SignedBeat message) {
    if (!areHashes(message.getLeaseDigest(), message.getBeatKey())
        || message.getSignature().size() != Signatures.ED25519_BYTES) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    var beat =
        new Beat(
            SignatureBytes.hash(message.getLeaseDigest()),
            message.getSequence(),
            message.getStage(),
            message.getProgressPpm(),
            message.getPredictedFinishMs());
    if (!Shape.holds(beat)) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    Hash32 key = SignatureBytes.hash(message.getBeatKey());
    Signature signature = SignatureBytes.ed25519(message.getSignature());
    byte[] signedBytes = BeatBytes.of(beat);
    Hash32 digest = BeatBytes.digest(signedBytes);
    return Decoded.ok(
        new Unverified<>(
            digest,
            () ->
                BeatKey.verify(key, signedBytes, signature)
                    ? new VerifiedBeat(digest, beat, key, signature)
                    : null));
  }

  private Decoded<Unverified<VerifiedRelease>> unverified(SignedRelease message) {
    Release.Reason reason = Shape.reason(message.getReason());
    if (reason == null
        || !areHashes(message.getLeaseDigest())
        || message.getSignature().size() != Signatures.SECP256K1_BYTES) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    var release =
        new Release(SignatureBytes.hash(message.getLeaseDigest()), reason, message.getIssuedAtMs());
    if (!Shape.holds(release)) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    Signature signature = SignatureBytes.secp256k1(message.getSignature());
    Hash32 digest = domain.releaseDigest(release);
    return Decoded.ok(
        new Unverified<>(
            digest,
            () -> {
              Address signer = Signatures.recover(digest, signature);
              return signer == null
                  ? null
                  : new VerifiedRelease(digest, release, signer, signature);
            }));
  }

  private Decoded<Unverified<VerifiedCompletion>> unverified(SignedCompletion message) {
    if (!areHashes(message.getLeaseDigest(), message.getProofHash())
        || message.getSignature().size() != Signatures.SECP256K1_BYTES) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    var completion =
        new Completion(
            SignatureBytes.hash(message.getLeaseDigest()),
            SignatureBytes.hash(message.getProofHash()),
            message.getSizeBytes());
    if (!Shape.holds(completion)) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    Signature signature = SignatureBytes.secp256k1(message.getSignature());
    Hash32 digest = domain.completionDigest(completion);
    return Decoded.ok(
        new Unverified<>(
            digest,
            () -> {
              Address signer = Signatures.recover(digest, signature);
              return signer == null
                  ? null
                  : new VerifiedCompletion(digest, completion, signer, signature);
            }));
  }

  private static boolean areHashes(ByteString... fields) {
    for (ByteString field : fields) {
      if (field.size() != Hash32.BYTES) {
        return false;
      }
    }
    return true;
  }

  /** A message whose form holds; {@code check} checks its signature and is null if that is bad. */
  private record Unverified<M extends Message>(Hash32 digest, Supplier<@Nullable M> check) {
    Decoded<M> verified(Refusal ifBad) {
      M message = check.get();
      return message == null ? Decoded.reject(ifBad) : Decoded.ok(message);
    }
  }
}
