package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Task;
import network.baton.node.config.ConfigFiles;
import network.baton.node.config.NetworkFile;
import network.baton.wire.BlockHeader;
import network.baton.wire.Decoded;
import network.baton.wire.HeaderRlp;
import network.baton.wire.NetworkRules;
import network.baton.wire.ProofTypes;
import org.junit.jupiter.api.Test;

/** A real header's tasks, and what provers are given for them. */
class JobInputsTest {
  private static final String TYPE = "header-split-v1";
  private static final Address OPERATOR =
      Address.fromHex("0x5555555555555555555555555555555555555555");

  private final Map<Hash32, byte[]> proofs = new HashMap<>();
  private final BlockHeader header = header();
  private final List<Task> tasks =
      new NetworkRules("test", 1, 31_337, 0, 0, 12, 32, 4, 10_000)
          .tasks(header, ProofTypes.id(TYPE), 3, 6_600);
  private final JobInputs inputs = new JobInputs(network(), OPERATOR, proofs::get);

  private static NetworkFile network() {
    try {
      Path folder = Files.createTempDirectory(Path.of("target"), "inputs");
      ConfigFiles.write(folder, ConfigFiles.nodeYaml());
      return NetworkFile.read(folder.resolve("network.yaml"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static BlockHeader header() {
    Path samples =
        Path.of(System.getProperty("baton.root", ".."))
            .resolve("prover-bridge/reference/samples/header-split-v1.json");
    try {
      String hex =
          new JsonMapper().readTree(samples.toFile()).path("input").path("headerRlp").asText();
      byte[] rlp = HexFormat.of().parseHex(hex, 2, hex.length());
      if (HeaderRlp.decode(rlp) instanceof Decoded.Ok<BlockHeader>(BlockHeader decoded)) {
        return decoded;
      }
      throw new AssertionError("no header");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode input(Task task) throws IOException {
    return new JsonMapper().readTree(Objects.requireNonNull(inputs.of(task, TYPE, header)));
  }

  @Test
  void aProofInOnePieceIsGivenTheHeaderAlone() throws IOException {
    JsonNode input = input(tasks.getLast().withNeeds(List.of()));

    assertThat(input.path("taskId").asText()).isEqualTo(tasks.getLast().taskId().toHex());
    assertThat(input.path("proofType").asText()).isEqualTo(TYPE);
    assertThat(input.path("prover").asText()).isEqualTo(OPERATOR.toHex());
    assertThat(input.has("stage")).isFalse();
  }

  @Test
  void aPartIsGivenItsPlaceAndTheHeader() throws IOException {
    JsonNode input = input(tasks.get(1));

    assertThat(input.path("workflow").asText()).isEqualTo(TYPE);
    assertThat(input.path("stage").asText()).isEqualTo("part");
    assertThat(input.path("index").asInt()).isEqualTo(1);
    assertThat(input.path("count").asInt()).isEqualTo(3);
    assertThat(input.path("job").path("taskId").asText()).isEqualTo(tasks.get(1).taskId().toHex());
  }

  @Test
  void theWholeIsGivenTheProofsOfItsPartsInTheirOrder() throws IOException {
    for (int i = 2; i >= 0; i--) {
      Hash32 hash = ProofTypes.id("proof " + i);
      proofs.put(hash, new byte[] {(byte) (10 + i)});
      assertThat(inputs.of(tasks.getLast(), TYPE, header)).as("part %d is missing", i).isNull();
      inputs.latched(tasks.get(i), hash);
    }

    JsonNode input = input(tasks.getLast());

    assertThat(input.path("stage").asText()).isEqualTo("join");
    assertThat(input.path("inputs").path("part").toString())
        .isEqualTo(
            "[{\"index\":0,\"output\":{\"proof\":\"0x0a\"}},"
                + "{\"index\":1,\"output\":{\"proof\":\"0x0b\"}},"
                + "{\"index\":2,\"output\":{\"proof\":\"0x0c\"}}]");
  }

  @Test
  void theWholeIsNotBegunWithAPartWhoseProofIsGone() {
    for (Task part : tasks.subList(0, 3)) {
      inputs.latched(part, part.taskId());
    }

    assertThat(inputs.of(tasks.getLast(), TYPE, header)).isNull();
  }
}
