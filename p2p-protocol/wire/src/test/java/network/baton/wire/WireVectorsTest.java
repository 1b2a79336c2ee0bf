package network.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.lease.Refusal;
import network.baton.lease.Signature;
import network.baton.lease.Task;
import network.baton.lease.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Agreement with the second implementation behind {@code specs/vectors/generate.py}. */
class WireVectorsTest {
  static Stream<Ed25519> curves() {
    return Stream.of(Ed25519.best(), new PortableEd25519());
  }

  @Test
  void headersDecodeAndEncode() {
    JsonNode file = Vectors.read("header/headers.json");
    for (JsonNode node : file.get("headers")) {
      String name = node.get("name").asText();
      byte[] rlp = Vectors.bytes(node.get("rlp"));
      BlockHeader header = ok(HeaderRlp.decode(rlp));
      assertThat(header.hash()).as(name).isEqualTo(Vectors.hash(node.get("hash")));
      assertThat(header.parentHash()).as(name).isEqualTo(Vectors.hash(node.get("parentHash")));
      assertThat(header.number()).as(name).isEqualTo(node.get("number").asLong());
      assertThat(header.gasUsed()).as(name).isEqualTo(node.get("gasUsed").asLong());
      assertThat(header.timestamp()).as(name).isEqualTo(node.get("timestamp").asLong());
      assertThat(header.mixHash()).as(name).isEqualTo(Vectors.hash(node.get("mixHash")));
      assertThat(header.rlp()).as(name).isEqualTo(rlp);
      if (!node.get("rpc").isNull()) {
        Map<String, String> block = new TreeMap<>();
        node.get("rpc").properties().forEach(e -> block.put(e.getKey(), e.getValue().asText()));
        assertThat(HeaderRlp.encode(block)).as(name).isEqualTo(rlp);
      }
    }
    for (JsonNode node : file.get("refused")) {
      assertThat(verdict(HeaderRlp.decode(Vectors.bytes(node.get("rlp")))))
          .as(node.get("name").asText())
          .isEqualTo(node.get("verdict").asText());
    }
  }

  @Test
  void treesHaveTheSameRootsAndProofs() {
    JsonNode file = Vectors.read("merkle/trees.json");
    for (JsonNode node : file.get("trees")) {
      String name = node.get("name").asText();
      MerkleTree tree = MerkleTree.of(Vectors.hashes(node.get("digests")));
      assertThat(tree.root()).as(name).isEqualTo(Vectors.hash(node.get("root")));
      var leaves = new ArrayList<Hash32>();
      for (JsonNode leaf : node.get("leaves")) {
        List<Hash32> proof = Vectors.hashes(leaf.get("proof"));
        Hash32 digest = Vectors.hash(leaf.get("digest"));
        assertThat(tree.proof(tree.indexOf(digest))).as(name).isEqualTo(proof);
        assertThat(MerkleTree.verify(tree.root(), digest, proof)).as(name).isTrue();
        leaves.add(digest);
      }
      assertThat(tree.leaves()).as(name).isEqualTo(leaves);
    }
    for (JsonNode node : file.get("refused")) {
      assertThat(
              MerkleTree.verify(
                  Vectors.hash(node.get("root")),
                  Vectors.hash(node.get("digest")),
                  Vectors.hashes(node.get("proof"))))
          .as(node.get("name").asText())
          .isFalse();
    }
  }

  @Test
  void headersOpenTheSameTasks() {
    JsonNode file = Vectors.read("task/tasks.json");
    for (JsonNode network : file.get("networks")) {
      NetworkRules rules = rules(network.get("rules"));
      assertThat(rules.networkId()).isEqualTo(Vectors.hash(network.get("networkId")));
      for (Family family : Family.values()) {
        assertThat(rules.topic(family))
            .isEqualTo(network.get("topics").get(family.topicPart()).asText());
      }
      for (JsonNode node : network.get("tasks")) {
        BlockHeader header = ok(HeaderRlp.decode(Vectors.bytes(node.get("headerRlp"))));
        Hash32 proofType = ProofTypes.id(node.get("proofTypeName").asText());
        long epoch = node.get("epoch").asLong();
        Task task = rules.task(header, proofType);
        assertThat(task)
            .isEqualTo(
                new Task(
                    Vectors.hash(node.get("taskId")),
                    node.get("slot").asLong(),
                    header.hash(),
                    header.number(),
                    header.parentHash(),
                    header.gasUsed(),
                    Vectors.hash(node.get("proofType")),
                    0,
                    0,
                    1,
                    node.get("slotStartMs").asLong(),
                    node.get("deadlineMs").asLong()));
        assertThat(rules.epochOf(task.slot())).isEqualTo(epoch);
        assertThat(rules.firstSlot(epoch)).isEqualTo(node.get("epochFirstSlot").asLong());
        assertThat(rules.lastSlot(epoch)).isEqualTo(node.get("epochLastSlot").asLong());
      }
      network.get("parts").forEach(node -> opensParts(rules, node));
      for (JsonNode node : network.get("noTask")) {
        BlockHeader header = ok(HeaderRlp.decode(Vectors.bytes(node.get("headerRlp"))));
        assertThat(rules.opensTasks(header)).as(node.get("name").asText()).isFalse();
      }
    }
    for (JsonNode node : file.get("snapshots")) {
      assertThat(
              Snapshots.id(
                  node.get("epoch").asLong(),
                  Vectors.hash(node.get("registryBlockHash")),
                  Vectors.hash(node.get("seed"))))
          .isEqualTo(Vectors.hash(node.get("id")));
    }
  }

  private static void opensParts(NetworkRules rules, JsonNode node) {
    BlockHeader header = ok(HeaderRlp.decode(Vectors.bytes(node.get("headerRlp"))));
    List<Task> tasks =
        rules.tasks(
            header,
            Vectors.hash(node.get("proofType")),
            node.get("parts").asInt(),
            node.get("partDeadlineMs").asLong());
    List<Hash32> parts = new ArrayList<>();
    assertThat(tasks).hasSize(node.get("tasks").size());
    for (int i = 0; i < tasks.size(); i++) {
      JsonNode expected = node.get("tasks").get(i);
      Task task = tasks.get(i);
      assertThat(task.taskId()).isEqualTo(Vectors.hash(expected.get("taskId")));
      assertThat(task.stage()).isEqualTo(expected.get("stage").asInt());
      assertThat(task.index()).isEqualTo(expected.get("index").asInt());
      assertThat(task.count()).isEqualTo(expected.get("count").asInt());
      assertThat(task.deadlineMs()).isEqualTo(expected.get("deadlineMs").asLong());
      assertThat(task.needs()).isEqualTo(task.stage() == 0 ? parts : List.of());
      parts.add(task.taskId());
    }
  }

  @Test
  void messagesGetTheSameVerdict() {
    JsonNode file = Vectors.read("messages/messages.json");
    var wire =
        new Wire(
            new SigningDomain(
                file.get("chainId").asLong(), Address.fromHex(file.get("registry").asText())));
    for (JsonNode node : file.get("cases")) {
      String name = node.get("name").asText();
      byte[] bytes = Vectors.bytes(node.get("bytes"));
      Decoded<?> decoded =
          switch (node.get("family").asText()) {
            case "lease" -> wire.lease(bytes);
            case "beat" -> wire.beat(bytes);
            case "result" -> wire.result(bytes);
            case "beacon" -> wire.beacon(bytes);
            case "task" -> wire.task(bytes);
            default -> throw new IllegalStateException(name);
          };
      assertThat(verdict(decoded)).as(name).isEqualTo(node.get("verdict").asText());
      if (!(decoded instanceof Decoded.Ok<?>(Object value))) {
        continue;
      }
      switch (value) {
        case Message message -> {
          assertThat(message.digest()).as(name).isEqualTo(Vectors.hash(node.get("digest")));
          assertThat(signer(message)).as(name).isEqualTo(node.get("signer").asText());
          assertThat(wire.encode(message)).as(name).isEqualTo(bytes);
        }
        case TaskAnnouncement(BlockHeader header, Hash32 proofType) -> {
          assertThat(header.hash()).as(name).isEqualTo(Vectors.hash(node.get("digest")));
          assertThat(TaskAnnouncements.encode(header, proofType)).as(name).isEqualTo(bytes);
        }
        default -> throw new IllegalStateException(name);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void beatSignaturesAtTheEdgesGetTheSameVerdict(Ed25519 curve) {
    for (JsonNode node : Vectors.read("messages/ed25519.json").get("cases")) {
      Hash32 key = Vectors.hash(node.get("publicKey"));
      byte[] message = Vectors.bytes(node.get("message"));
      byte[] bytes = Vectors.bytes(node.get("signature"));
      Signature signature = SignatureBytes.ofRs(bytes, 0);
      String name = curve.name() + ": " + node.get("name").asText();
      boolean valid = node.get("valid").asBoolean();
      assertThat(BeatKey.verify(key, message, signature)).as(name).isEqualTo(valid);
      if (PortableEd25519.isPrimeOrderPoint(key)) {
        assertThat(curve.verifier(key).verify(message, bytes)).as(name).isEqualTo(valid);
      }
    }
  }

  private static NetworkRules rules(JsonNode node) {
    return new NetworkRules(
        node.get("name").asText(),
        node.get("protocolVersion").asInt(),
        node.get("chainId").asLong(),
        node.get("startBlock").asLong(),
        node.get("genesisTimeSec").asLong(),
        node.get("slotSeconds").asInt(),
        node.get("slotsPerEpoch").asInt(),
        node.get("snapshotLagEpochs").asInt(),
        node.get("deadlineMs").asLong());
  }

  private static String signer(Message message) {
    return switch (message) {
      case VerifiedLease lease -> lease.signer().toHex();
      case VerifiedBeat beat -> beat.signer().toHex();
      case VerifiedRelease release -> release.signer().toHex();
      case VerifiedCompletion completion -> completion.signer().toHex();
      case VerifiedReady ready -> ready.signer().toHex();
      case VerifiedPass pass -> pass.signer().toHex();
    };
  }

  private static <T> T ok(Decoded<T> decoded) {
    return ((Decoded.Ok<T>) decoded).value();
  }

  static String verdict(Decoded<?> decoded) {
    return switch (decoded) {
      case Decoded.Ok<?> _ -> "ok";
      case Decoded.Refused<?>(var verdict) -> {
        Refusal reason = ((Verdict.Reject) verdict).reason();
        yield reason.name();
      }
    };
  }
}
