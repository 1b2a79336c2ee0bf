package network.baton.wire;

import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.wire.pb.BeaconMessage;
import network.baton.wire.pb.ResultMessage;
import network.baton.wire.pb.SignedBeat;
import network.baton.wire.pb.SignedCompletion;
import network.baton.wire.pb.SignedLease;
import network.baton.wire.pb.SignedPass;
import network.baton.wire.pb.SignedReady;
import network.baton.wire.pb.SignedRelease;

/** Messages to protobuf. */
final class MessageWriter {
  private MessageWriter() {}

  /** What the message's gossip topic carries. */
  static byte[] encode(Message message) {
    return switch (message) {
      case VerifiedLease lease -> protobuf(lease).toByteArray();
      case VerifiedBeat beat -> protobuf(beat).toByteArray();
      case VerifiedRelease release ->
          ResultMessage.newBuilder().setRelease(protobuf(release)).build().toByteArray();
      case VerifiedCompletion completion ->
          ResultMessage.newBuilder().setCompletion(protobuf(completion)).build().toByteArray();
      case VerifiedReady ready ->
          BeaconMessage.newBuilder().setReady(protobuf(ready)).build().toByteArray();
      case VerifiedPass pass ->
          BeaconMessage.newBuilder().setPass(protobuf(pass)).build().toByteArray();
    };
  }

  static SignedLease protobuf(VerifiedLease message) {
    Lease lease = message.lease();
    SignedLease.Builder builder =
        SignedLease.newBuilder()
            .setTaskId(SignatureBytes.bytes(lease.taskId()))
            .setTerm(lease.term())
            .setProver(lease.prover())
            .setSnapshotId(SignatureBytes.bytes(lease.snapshotId()))
            .setPrev(SignatureBytes.bytes(lease.prev()))
            .setCause(lease.cause().code())
            .setEvidence(SignatureBytes.bytes(lease.evidence()))
            .setLane(lease.lane())
            .setNonce(lease.nonce())
            .setBeatKey(SignatureBytes.bytes(lease.beatKey()))
            .setIssuedAtMs(lease.issuedAtMs())
            .setSignature(SignatureBytes.secp256k1(message.signature()));
    switch (message.evidence()) {
      case null -> {}
      case VerifiedBeat beat -> builder.setBeat(protobuf(beat));
      case VerifiedRelease release -> builder.setRelease(protobuf(release));
      case VerifiedCompletion completion -> builder.setCompletion(protobuf(completion));
      case VerifiedLease later -> builder.setLease(protobuf(later.withoutEvidence()));
      case VerifiedReady ready ->
          throw new IllegalArgumentException("a beacon is no evidence: " + ready.digest());
      case VerifiedPass pass ->
          throw new IllegalArgumentException("a pass is no evidence: " + pass.digest());
    }
    return builder.build();
  }

  private static SignedReady protobuf(VerifiedReady message) {
    SignedReady.Builder builder =
        SignedReady.newBuilder()
            .setProver(message.ready().prover())
            .setSlot(message.ready().slot())
            .setSignature(SignatureBytes.secp256k1(message.signature()));
    for (Hash32 type : message.ready().proofTypes()) {
      builder.addProofTypes(SignatureBytes.bytes(type));
    }
    return builder.build();
  }

  private static SignedPass protobuf(VerifiedPass message) {
    return SignedPass.newBuilder()
        .setTaskId(SignatureBytes.bytes(message.pass().taskId()))
        .setProver(message.pass().prover())
        .setSignature(SignatureBytes.secp256k1(message.signature()))
        .build();
  }

  static SignedBeat protobuf(VerifiedBeat message) {
    return SignedBeat.newBuilder()
        .setLeaseDigest(SignatureBytes.bytes(message.beat().leaseDigest()))
        .setSequence(message.beat().sequence())
        .setStage(message.beat().stage())
        .setProgressPpm(message.beat().progressPpm())
        .setPredictedFinishMs(message.beat().predictedFinishMs())
        .setBeatKey(SignatureBytes.bytes(message.signer()))
        .setSignature(SignatureBytes.ed25519(message.signature()))
        .build();
  }

  static SignedRelease protobuf(VerifiedRelease message) {
    return SignedRelease.newBuilder()
        .setLeaseDigest(SignatureBytes.bytes(message.release().leaseDigest()))
        .setReason(message.release().reason().code())
        .setIssuedAtMs(message.release().issuedAtMs())
        .setSignature(SignatureBytes.secp256k1(message.signature()))
        .build();
  }

  static SignedCompletion protobuf(VerifiedCompletion message) {
    return SignedCompletion.newBuilder()
        .setLeaseDigest(SignatureBytes.bytes(message.completion().leaseDigest()))
        .setProofHash(SignatureBytes.bytes(message.completion().proofHash()))
        .setSizeBytes(message.completion().sizeBytes())
        .setSignature(SignatureBytes.secp256k1(message.signature()))
        .build();
  }
}
