package network.baton.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import network.baton.lease.Refusal;
import org.junit.jupiter.api.Test;

class SnappyBlockTest {
  private static final int BYTES_MAX = 2_048;

  @Test
  void whatIsCompressedComesBack() {
    var messages = new Messages(9);
    for (int length = 0; length <= BYTES_MAX; length += 64) {
      byte[] bytes = new byte[length];
      messages.random().nextBytes(bytes);
      assertBack(bytes);
      assertBack(new byte[length]);
    }
  }

  @Test
  void declaredLengthBeyondTheBoundIsTooLargeWhateverFollows() {
    byte[] bomb = SnappyBlock.compress(new byte[1 << 20]);
    assertThat(SnappyBlock.decompress(bomb, BYTES_MAX)).isEqualTo(refused(Refusal.TOO_LARGE));
    byte[] justOver = SnappyBlock.compress(new byte[BYTES_MAX + 1]);
    assertThat(SnappyBlock.decompress(justOver, BYTES_MAX)).isEqualTo(refused(Refusal.TOO_LARGE));
    // Declares 4,294,967,295 and 2,147,483,647 bytes.
    for (String block : new String[] {"ffffffff0f00", "ffffffff0700"}) {
      assertThat(SnappyBlock.decompress(HexFormat.of().parseHex(block), BYTES_MAX))
          .isEqualTo(refused(Refusal.TOO_LARGE));
    }
    assertThat(SnappyBlock.decompress(new byte[64 * 1024], BYTES_MAX))
        .isEqualTo(refused(Refusal.TOO_LARGE));
  }

  @Test
  void brokenBlockIsMalformed() {
    byte[] block =
        SnappyBlock.compress("a baton is carried, a baton is dropped".getBytes(US_ASCII));
    for (int length = 0; length < block.length; length++) {
      assertThat(SnappyBlock.decompress(Arrays.copyOf(block, length), BYTES_MAX))
          .isEqualTo(refused(Refusal.MALFORMED));
    }
    assertThat(SnappyBlock.decompress(Arrays.copyOf(block, block.length + 1), BYTES_MAX))
        .isEqualTo(refused(Refusal.MALFORMED));
    // A length that never ends; a copy from before the start.
    for (String bytes : new String[] {"ffffffffffff", "0a0109", "80808080808000"}) {
      assertThat(SnappyBlock.decompress(HexFormat.of().parseHex(bytes), BYTES_MAX))
          .isInstanceOf(Decoded.Refused.class);
    }
  }

  private static void assertBack(byte[] bytes) {
    Decoded<byte[]> back = SnappyBlock.decompress(SnappyBlock.compress(bytes), BYTES_MAX);
    assertThat(((Decoded.Ok<byte[]>) back).value()).isEqualTo(bytes);
  }

  private static Decoded<byte[]> refused(Refusal reason) {
    return Decoded.reject(reason);
  }
}
