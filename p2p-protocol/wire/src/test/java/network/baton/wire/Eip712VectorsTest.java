package network.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.stream.Stream;
import network.baton.lease.Address;
import network.baton.lease.Cause;
import network.baton.lease.Completion;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Release;
import network.baton.lease.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Agreement with the independent implementation behind {@code specs/vectors/eip712}. */
class Eip712VectorsTest {
  private static final JsonNode FILE = Vectors.read("eip712/leases.json");

  static Stream<Secp256k1> curves() {
    return Stream.of(Secp256k1.best(), new PortableSecp256k1());
  }

  @Test
  void domainSeparatorsAreTheSame() {
    for (JsonNode node : FILE.get("domains")) {
      assertThat(domain(node).domainSeparator()).isEqualTo(Vectors.hash(node.get("separator")));
    }
  }

  @Test
  void taskIdsAreTheSame() {
    for (JsonNode node : FILE.get("tasks")) {
      var rules = new NetworkRules("test", 1, node.get("chainId").asLong(), 0, 0, 1, 1, 0, 1);
      Hash32 proofType = ProofTypes.id(node.get("proofTypeName").asText());
      assertThat(proofType).isEqualTo(Vectors.hash(node.get("proofType")));
      assertThat(
              rules.taskId(
                  Vectors.hash(node.get("blockHash")),
                  proofType,
                  node.get("stage").asInt(),
                  node.get("index").asInt(),
                  node.get("count").asInt()))
          .as(node.get("name").asText())
          .isEqualTo(Vectors.hash(node.get("taskId")));
    }
  }

  @Test
  void digestsAndSignaturesAreTheSame() {
    for (JsonNode node : FILE.get("messages")) {
      String name = node.get("name").asText();
      Hash32 digest = digest(domain(node.get("domain")), node.get("kind").asText(), node);
      assertThat(digest).as(name).isEqualTo(Vectors.hash(node.get("digest")));

      LeaseKey key = LeaseKey.of(Vectors.hash(node.get("key")));
      Address signer = Address.fromHex(node.get("signer").asText());
      Signature signature = key.sign(digest);
      assertThat(key.address()).as(name).isEqualTo(signer);
      assertThat(Signatures.bytes(signature))
          .as(name)
          .isEqualTo(Vectors.bytes(node.get("signature")));
      assertThat(Signatures.recover(digest, signature)).as(name).isEqualTo(signer);
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void damagedSignaturesGetTheSameVerdict(Secp256k1 curve) {
    for (JsonNode node : FILE.get("signatures")) {
      String name = curve.name() + ": " + node.get("name").asText();
      Signature signature = Signatures.ofBytes(Vectors.bytes(node.get("signature")));
      String verdict = node.get("verdict").asText();
      if (verdict.equals("length")) {
        assertThat(signature).as(name).isNull();
        continue;
      }
      Address signer =
          Signatures.recover(
              curve, Vectors.hash(node.get("digest")), Objects.requireNonNull(signature));
      if (verdict.equals("ok")) {
        assertThat(signer).as(name).isEqualTo(Address.fromHex(node.get("signer").asText()));
      } else {
        assertThat(signer).as(name).isNull();
      }
    }
  }

  private static SigningDomain domain(JsonNode node) {
    return new SigningDomain(
        node.get("chainId").asLong(), Address.fromHex(node.get("registry").asText()));
  }

  private static Hash32 digest(SigningDomain domain, String kind, JsonNode node) {
    JsonNode message = node.get("message");
    return switch (kind) {
      case "lease" -> domain.leaseDigest(lease(message));
      case "release" ->
          domain.releaseDigest(
              new Release(
                  Vectors.hash(message.get("leaseDigest")),
                  Release.Reason.ofCode(message.get("reason").asInt()),
                  message.get("issuedAtMs").asLong()));
      case "completion" ->
          domain.completionDigest(
              new Completion(
                  Vectors.hash(message.get("leaseDigest")),
                  Vectors.hash(message.get("proofHash")),
                  message.get("sizeBytes").asInt()));
      default -> throw new IllegalStateException("no kind " + kind);
    };
  }

  private static Lease lease(JsonNode message) {
    return new Lease(
        Vectors.hash(message.get("taskId")),
        message.get("term").asInt(),
        message.get("prover").asInt(),
        Vectors.hash(message.get("snapshotId")),
        Vectors.hash(message.get("prev")),
        Cause.ofCode(message.get("cause").asInt()),
        Vectors.hash(message.get("evidence")),
        message.get("lane").asInt(),
        message.get("nonce").asLong(),
        Vectors.hash(message.get("beatKey")),
        message.get("issuedAtMs").asLong());
  }
}
