package network.baton.prover.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts of the committed real proof. */
class SplitPartsTest {
  private static final Path SAMPLE =
      Path.of(System.getProperty("baton.root", ".."))
          .resolve("prover-bridge/reference/samples/header-split-v1.json");
  private static final int FIRST_PART = 10 * 32;
  private static final int PART = 11 * 32;

  private byte[] header = {};
  private byte[] taskId = {};
  private byte[] operator = {};
  private byte[] whole = {};

  @BeforeEach
  void read() throws IOException {
    JsonNode sample = new ObjectMapper().readTree(SAMPLE.toFile());
    header = bytes(sample.path("input").path("headerRlp").asText());
    taskId = bytes(sample.path("input").path("taskId").asText());
    operator = bytes(sample.path("input").path("prover").asText());
    whole = bytes(sample.path("proof").asText());
  }

  private byte[] part(int index) {
    int from = FIRST_PART + index * PART;
    return Arrays.copyOfRange(whole, from, from + PART);
  }

  @Test
  void partsOfARealProofClaimTheStatesOfItsHeader() {
    BigInteger before = BigInteger.valueOf(header.length);
    for (int i = 0; i < SplitParts.COUNT; i++) {
      var claim =
          Objects.requireNonNull(SplitParts.claim(header, i, taskId, operator, part(i)), "part");
      assertThat(claim.inputs()).hasSize(4);
      assertThat(claim.inputs().get(1)).isEqualTo(before);
      assertThat(claim.inputs().get(3)).isEqualTo(new BigInteger(1, operator));
      assertThat(SplitParts.points(part(i))).isEqualTo(Arrays.copyOf(part(i), 256));
      before = claim.inputs().getFirst();
    }
    assertThat(before).isEqualTo(HeaderCommitment.of(HeaderCommitment.SPLIT, header));
  }

  @Test
  void aPartIsRefusedInAnotherPlaceForAnotherTaskOperatorHeaderOrOfAnotherSize() {
    byte[] other = operator.clone();
    other[0] ^= 1;
    byte[] otherTask = taskId.clone();
    otherTask[31] ^= 1;
    byte[] otherHeader = header.clone();
    otherHeader[300] ^= 1;

    assertThat(SplitParts.claim(header, 1, taskId, operator, part(0))).isNull();
    assertThat(SplitParts.claim(header, 0, otherTask, operator, part(0))).isNull();
    assertThat(SplitParts.claim(header, 0, taskId, other, part(0))).isNull();
    assertThat(SplitParts.claim(otherHeader, 2, taskId, operator, part(2))).isNull();
    assertThat(SplitParts.claim(header, 0, taskId, operator, new byte[PART - 1])).isNull();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex, 2, hex.length());
  }
}
