package network.baton.prover.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HeaderCommitmentTest {
  private static final Path ROOT = Path.of(System.getProperty("baton.root", ".."));
  private static final Path VECTORS = ROOT.resolve("specs/vectors/commitment/commitments.json");

  private static final String[] TYPES = {
    HeaderCommitment.SPONGE, HeaderCommitment.TREE, HeaderCommitment.SPLIT
  };

  @Test
  void everyVectorOfTheCircuitsIsMet() throws IOException {
    JsonNode vectors = new ObjectMapper().readTree(VECTORS.toFile()).path("vectors");
    assertThat(vectors.size()).isGreaterThan(15);
    for (JsonNode vector : vectors) {
      byte[] header = bytes(vector.path("headerRlp").asText());
      for (String proofType : TYPES) {
        BigInteger expected =
            new BigInteger(1, bytes(vector.path("commitments").path(proofType).asText()));
        assertThat(HeaderCommitment.of(proofType, header))
            .as(proofType + ", " + vector.path("name").asText())
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void trailingZeroBytesChangeTheCommitment() {
    for (String proofType : TYPES) {
      assertThat(HeaderCommitment.of(proofType, new byte[500]))
          .isNotEqualTo(HeaderCommitment.of(proofType, new byte[501]));
    }
  }

  @Test
  void aHeaderBeyondTheLimbsIsRefused() {
    assertThatThrownBy(() -> HeaderCommitment.of(HeaderCommitment.TREE, new byte[745]))
        .hasMessage("a header of 745 bytes is not 1 to 744");
    assertThatThrownBy(() -> HeaderCommitment.of(HeaderCommitment.TREE, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anUnknownProofTypeIsRefused() {
    assertThatThrownBy(() -> HeaderCommitment.of("header-ring-v1", new byte[1]))
        .hasMessage("no commitment for proof type header-ring-v1");
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex, 2, hex.length());
  }
}
