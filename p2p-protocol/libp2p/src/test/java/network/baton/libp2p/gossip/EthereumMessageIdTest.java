package network.baton.libp2p.gossip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EthereumMessageIdTest {
  private static final String TOPIC = "/baton/devnet/1/beat";
  private final EthereumMessageId ids = new EthereumMessageId(2_048);

  @Test
  void aValidBlockIsHashedDecompressedUnderTheValidDomain() throws Exception {
    byte[] plain = "beat ".repeat(100).getBytes(UTF_8);
    assertThat(ids.of(message(EthereumMessageId.compress(plain))))
        .isEqualTo(expected("01000000", plain));
  }

  @Test
  void theIdDoesNotDependOnHowTheBlockWasCompressed() {
    byte[] plain = "0123456789".getBytes(UTF_8);
    byte[] literal = new byte[plain.length + 2];
    literal[0] = 10;
    literal[1] = 9 << 2;
    System.arraycopy(plain, 0, literal, 2, plain.length);
    // The same text as two literals.
    byte[] split = HexFormat.of().parseHex("0a" + "10" + "3031323334" + "10" + "3536373839");
    assertThat(ids.of(message(literal))).isEqualTo(ids.of(message(split)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00ff",
        "ffffffffffff",
        "05",
        "0a0430",
        "8080808001",
        "ffffffff0f",
        "8110ff",
        "80"
      })
  void anInvalidBlockIsHashedAsItIsUnderTheInvalidDomain(String hex) throws Exception {
    byte[] raw = HexFormat.of().parseHex(hex);
    assertThat(ids.of(message(raw))).isEqualTo(expected("00000000", raw));
    assertThat(ids.decompress(raw)).isNull();
  }

  @Test
  void aBlockThatDeclaresMoreThanTheBoundIsNotDecompressed() throws Exception {
    byte[] atBound = EthereumMessageId.compress(new byte[2_048]);
    byte[] above = EthereumMessageId.compress(new byte[2_049]);
    assertThat(ids.decompress(atBound)).hasSize(2_048);
    assertThat(ids.decompress(above)).isNull();
    assertThat(ids.of(message(above))).isEqualTo(expected("00000000", above));
  }

  @Test
  void topicsOfOneTextHaveDifferentIds() {
    ByteString data = ByteString.copyFrom(EthereumMessageId.compress(new byte[3]));
    assertThat(ids.of(GossipMessage.unsigned("a", data)))
        .isNotEqualTo(ids.of(GossipMessage.unsigned("b", data)));
  }

  private static GossipMessage message(byte[] data) {
    return GossipMessage.unsigned(TOPIC, ByteString.copyFrom(data));
  }

  private static MessageId expected(String domain, byte[] data) throws NoSuchAlgorithmException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(HexFormat.of().parseHex(domain));
    all.writeBytes(new byte[] {(byte) TOPIC.length(), 0, 0, 0, 0, 0, 0, 0});
    all.writeBytes(TOPIC.getBytes(UTF_8));
    all.writeBytes(data);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
    return MessageId.of(Arrays.copyOf(digest, 20));
  }
}
