package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Task;
import network.baton.node.chain.ChainClient;
import network.baton.node.config.NetworkFile;
import network.baton.prover.reference.SplitParts;
import network.baton.wire.BlockHeader;
import network.baton.wire.Decoded;
import network.baton.wire.HeaderRlp;
import network.baton.wire.ProofTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed real proof and its parts, asked of the real verifier contract. */
@Tag("process")
class ProofCheckAnvilTest {
  private static final String TYPE = "header-split-v1";
  private static final int FIRST_PART = 10 * 32;
  private static final int PART = 11 * 32;

  @TempDir private Path folder;

  private final JsonNode sample = sample();
  private final byte[] proof = bytes(sample.path("proof").asText());
  private final Address operator = Address.fromHex(sample.path("input").path("prover").asText());
  private final BlockHeader header = header(bytes(sample.path("input").path("headerRlp").asText()));

  private static JsonNode sample() {
    try {
      return new JsonMapper()
          .readTree(
              Path.of(System.getProperty("baton.root", ".."))
                  .resolve("prover-bridge/reference/samples/header-split-v1.json")
                  .toFile());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex, 2, hex.length());
  }

  private static BlockHeader header(byte[] rlp) {
    if (HeaderRlp.decode(rlp) instanceof Decoded.Ok<BlockHeader>(BlockHeader decoded)) {
      return decoded;
    }
    throw new AssertionError("no header");
  }

  /** With the task id that the sample is bound to, whatever the part. */
  private Task task(int stage, int index, int count) {
    return new Task(
        Hash32.fromHex(sample.path("input").path("taskId").asText()),
        1,
        header.hash(),
        header.number(),
        header.parentHash(),
        0,
        ProofTypes.id(TYPE),
        stage,
        index,
        count,
        0,
        10_000);
  }

  private byte[] part(int index) {
    int from = FIRST_PART + index * PART;
    return Arrays.copyOfRange(proof, from, from + PART);
  }

  @Test
  void theVerifierContractSpeaksForWholeProofsAndForTheirParts() {
    try (AnvilProcess anvil = AnvilProcess.start();
        ChainClient chain = connected(anvil)) {
      var check = new ProofCheck(chain, NetworkFile.read(folder.resolve("network.yaml")));

      assertThat(check.valid(task(0, 0, 1), header, operator, proof)).isTrue();
      for (int index = 0; index < SplitParts.COUNT; index++) {
        Task task = task(1, index, SplitParts.COUNT);
        assertThat(check.valid(task, header, operator, part(index))).as("part %d", index).isTrue();
        assertThat(check.valid(task, header, operator, part((index + 1) % SplitParts.COUNT)))
            .as("another part than %d", index)
            .isFalse();
        assertThat(check.valid(task, header, operator, proof)).as("the whole").isFalse();
      }
      byte[] forged = part(1);
      System.arraycopy(part(2), 0, forged, 0, 8 * 32); // points of another part, claims of its own
      assertThat(check.valid(task(1, 1, 3), header, operator, forged)).as("forged").isFalse();
      assertThat(check.valid(task(1, 1, 3), header, Address.ZERO, part(1))).isFalse();
    }
  }

  private ChainClient connected(AnvilProcess anvil) {
    DeployedChain.deploy(anvil, folder, TYPE);
    return ChainClient.connect(anvil.httpUrl());
  }
}
