package network.baton.libp2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageIdTest {
  private static final int NUMBERS = 100_000;

  /** An author's id and a sequence number. */
  private static MessageId id(long number) {
    return MessageId.of(ByteBuffer.allocate(46).putLong(38, number).array());
  }

  @Test
  void idsOfConsecutiveNumbersHashApart() {
    Set<Integer> hashes = new HashSet<>();
    for (long number = 0; number < NUMBERS; number++) {
      hashes.add(id(1_700_000_000_000_000_000L + number).hashCode());
    }
    // Of so many numbers thrown into 2^32 places about one pair falls together.
    assertThat(hashes.size()).isGreaterThan(NUMBERS - 100);
  }

  @Test
  void equalBytesAreOneIdAndOthersAreNot() {
    assertThat(id(7)).isEqualTo(id(7)).hasSameHashCodeAs(id(7)).isNotEqualTo(id(8));
    assertThat(id(7)).isLessThan(id(8));
  }

  @Test
  void anIdHasOneToSixtyFourBytes() {
    assertThat(MessageId.of(new byte[64]).bytes().size()).isEqualTo(64);
    assertThatThrownBy(() -> MessageId.of(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MessageId.of(new byte[65]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
