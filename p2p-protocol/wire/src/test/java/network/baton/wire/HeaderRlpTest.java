package network.baton.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import network.baton.lease.Hash32;
import network.baton.lease.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of real execution clients, from {@code src/test/resources/rpc}. */
class HeaderRlpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "get-block-genesis",
        "get-block-london-fork",
        "get-block-merge-fork",
        "get-block-shanghai-fork",
        "get-block-cancun-fork",
        "get-block-prague-fork"
      })
  void jsonBlockHashesToItsHash(String file) throws IOException {
    Map<String, String> block = block(file);
    Hash32 hash = Hash32.fromHex(Objects.requireNonNull(block.get("hash")));
    BlockHeader header = ok(HeaderRlp.ofRpc(block));
    assertThat(header.hash()).isEqualTo(hash);
    assertThat(Keccak.hash(HeaderRlp.encode(block))).isEqualTo(hash);
    assertThat(header.parentHash().toHex()).isEqualTo(block.get("parentHash"));
    assertThat(header.mixHash().toHex()).isEqualTo(block.get("mixHash"));
    assertThat("0x" + Long.toHexString(header.number())).isEqualTo(block.get("number"));
    assertThat("0x" + Long.toHexString(header.gasUsed())).isEqualTo(block.get("gasUsed"));
    assertThat("0x" + Long.toHexString(header.timestamp())).isEqualTo(block.get("timestamp"));
  }

  @Test
  void rawHeaderDecodes() throws IOException {
    byte[] rlp = Vectors.bytes(result("raw-header"));
    BlockHeader header = ok(HeaderRlp.decode(rlp));
    assertThat(header.number()).isEqualTo(3);
    assertThat(header.rlp()).isEqualTo(rlp);
  }

  @Test
  void blockThatDoesNotHashToItsHashIsRefused() throws IOException {
    Map<String, String> block = block("get-block-prague-fork");
    block.put("gasUsed", "0x1");
    assertThat(HeaderRlp.ofRpc(block)).isEqualTo(Decoded.reject(Refusal.MALFORMED));
    block.remove("hash");
    assertThat(HeaderRlp.ofRpc(block)).isEqualTo(Decoded.reject(Refusal.MALFORMED));
  }

  @Test
  void blockWithGapsOrNonsenseIsNotEncoded() throws IOException {
    for (String field : new String[] {"parentHash", "nonce", "withdrawalsRoot"}) {
      Map<String, String> block = block("get-block-prague-fork");
      block.remove(field);
      assertThatThrownBy(() -> HeaderRlp.encode(block))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no " + field);
    }
    for (String value : new String[] {"", "0x", "12", "0xzz", "0x" + "11".repeat(33)}) {
      Map<String, String> block = block("get-block-prague-fork");
      block.put("stateRoot", value);
      assertThatThrownBy(() -> HeaderRlp.encode(block))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(HeaderRlp.ofRpc(block)).isEqualTo(Decoded.reject(Refusal.MALFORMED));
    }
  }

  @Test
  void headerKeepsItsBytesToItself() {
    BlockHeader header = Headers.prague(7);
    header.rlp()[10] ^= 1;
    assertThat(Keccak.hash(header.rlp())).isEqualTo(header.hash());
    byte[] rlp = header.rlp();
    BlockHeader copy = ok(HeaderRlp.decode(rlp));
    rlp[10] ^= 1;
    assertThat(copy).isEqualTo(header).hasSameHashCodeAs(header);
    assertThat(copy.rlp()).isEqualTo(header.rlp());
  }

  private static Map<String, String> block(String file) throws IOException {
    Map<String, String> block = new HashMap<>();
    result(file).properties().forEach(e -> block.put(e.getKey(), e.getValue().asText()));
    return block;
  }

  private static JsonNode result(String file) throws IOException {
    try (InputStream in = HeaderRlpTest.class.getResourceAsStream("/rpc/" + file + ".io")) {
      String answer =
          new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
              .lines()
              .filter(line -> line.startsWith("<<"))
              .findFirst()
              .orElseThrow();
      return new ObjectMapper().readTree(answer.substring(2)).get("result");
    }
  }

  private static <T> T ok(Decoded<T> decoded) {
    return ((Decoded.Ok<T>) decoded).value();
  }
}
