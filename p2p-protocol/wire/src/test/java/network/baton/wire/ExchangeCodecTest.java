package network.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.List;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Refusal;
import network.baton.wire.Exchange.ProofRequest;
import network.baton.wire.Exchange.ProofResponse;
import network.baton.wire.Exchange.StatusRequest;
import network.baton.wire.Exchange.StatusResponse;
import org.junit.jupiter.api.Test;

class ExchangeCodecTest {
  private final Wire wire = new Wire(Messages.DOMAIN);
  private final ExchangeCodec codec = new ExchangeCodec(wire);
  private final Messages messages = new Messages(8);
  private final LeaseKey key = messages.leaseKey();

  @Test
  void requestsComeBackAsTheyWere() {
    var proof = new ProofRequest(messages.hash());
    assertThat(codec.proofRequest(codec.encode(proof))).isEqualTo(Decoded.ok(proof));
    var status = new StatusRequest(messages.hash(), 1, 0);
    assertThat(codec.statusRequest(codec.encode(status))).isEqualTo(Decoded.ok(status));
  }

  @Test
  void proofComesBackOrIsSaidToBeMissing() {
    byte[] proof = new byte[288];
    messages.random().nextBytes(proof);
    ProofResponse found = ok(codec.proofResponse(codec.encode(new ProofResponse(proof))));
    assertThat(found.proof()).isEqualTo(proof);
    assertThat(found.holds(Keccak.hash(proof))).isTrue();
    assertThat(found.holds(messages.hash())).isFalse();

    ProofResponse missing = ok(codec.proofResponse(codec.encode(new ProofResponse(null))));
    assertThat(missing.proof()).isNull();
    assertThat(missing.holds(Keccak.hash(proof))).isFalse();
  }

  @Test
  void largestProofFitsAndALargerOneDoesNot() {
    byte[] largest = codec.encode(new ProofResponse(new byte[WireLimits.PROOF_BYTES_MAX]));
    assertThat(ok(codec.proofResponse(largest)).proof()).hasSize(WireLimits.PROOF_BYTES_MAX);
    assertThatThrownBy(
            () -> codec.encode(new ProofResponse(new byte[WireLimits.PROOF_BYTES_MAX + 1])))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] larger =
        network.baton.wire.pb.ProofResponse.newBuilder()
            .setFound(true)
            .setProof(ByteString.copyFrom(new byte[WireLimits.PROOF_BYTES_MAX + 1]))
            .build()
            .toByteArray();
    assertThat(codec.proofResponse(larger)).isEqualTo(Decoded.reject(Refusal.MALFORMED));
    assertThat(codec.proofResponse(new byte[WireLimits.PROOF_RESPONSE_BYTES_MAX + 1]))
        .isEqualTo(Decoded.reject(Refusal.TOO_LARGE));
  }

  @Test
  void statusComesBackAsItWas() {
    var status =
        new StatusResponse(
            messages.hash(),
            1,
            77,
            List.of(task(21), task(22)),
            List.of(lease(), lease()),
            List.of(completion()));
    assertThat(codec.statusResponse(codec.encode(status))).isEqualTo(Decoded.ok(status));
    var empty = new StatusResponse(messages.hash(), 1, 0, List.of(), List.of(), List.of());
    assertThat(codec.statusResponse(codec.encode(empty))).isEqualTo(Decoded.ok(empty));
  }

  @Test
  void statusIsCutToItsBounds() {
    int tooMany = 2_000;
    var status =
        new StatusResponse(
            messages.hash(),
            1,
            77,
            Collections.nCopies(tooMany, task(21)),
            Collections.nCopies(tooMany, lease()),
            Collections.nCopies(tooMany, completion()));
    byte[] bytes = codec.encode(status);
    assertThat(bytes).hasSizeLessThanOrEqualTo(WireLimits.STATUS_RESPONSE_BYTES_MAX);
    StatusResponse cut = ok(codec.statusResponse(bytes));
    assertThat(cut.tasks()).hasSize(WireLimits.STATUS_TASKS_MAX);
    assertThat(cut.leases()).hasSize(WireLimits.STATUS_LEASES_MAX);
    assertThat(cut.completions()).hasSize(WireLimits.STATUS_TASKS_MAX);
  }

  @Test
  void oneBadItemSpoilsAStatus() {
    VerifiedLease lease = lease();
    byte[] signature = Signatures.bytes(lease.signature());
    signature[64] = 29;
    byte[] bytes =
        network.baton.wire.pb.StatusResponse.newBuilder()
            .setNetworkId(SignatureBytes.bytes(messages.hash()))
            .setProtocolVersion(1)
            .addLeases(MessageWriter.protobuf(lease()))
            .addLeases(
                MessageWriter.protobuf(lease).toBuilder()
                    .setSignature(ByteString.copyFrom(signature)))
            .build()
            .toByteArray();
    assertThat(codec.statusResponse(bytes)).isEqualTo(Decoded.reject(Refusal.BAD_SIGNATURE));
  }

  @Test
  void moreItemsThanTheBoundAreRefusedUnread() {
    var builder =
        network.baton.wire.pb.StatusResponse.newBuilder()
            .setNetworkId(SignatureBytes.bytes(messages.hash()));
    for (int i = 0; i <= WireLimits.STATUS_LEASES_MAX; i++) {
      builder.addLeases(network.baton.wire.pb.SignedLease.getDefaultInstance());
    }
    assertThat(codec.statusResponse(builder.build().toByteArray()))
        .isEqualTo(Decoded.reject(Refusal.MALFORMED));
  }

  private static TaskAnnouncement task(long number) {
    return new TaskAnnouncement(Headers.prague(number), ProofTypes.id("header-sponge-v1"));
  }

  private VerifiedLease lease() {
    return wire.sign(messages.lease(Hash32.ZERO), key, null);
  }

  private VerifiedCompletion completion() {
    return wire.sign(messages.completion(), key);
  }

  private static <T> T ok(Decoded<T> decoded) {
    return ((Decoded.Ok<T>) decoded).value();
  }
}
