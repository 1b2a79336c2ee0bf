package network.baton.prover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
  /** Line ends, escape sequences, also of eight bits, and what turns the writing direction. */
  @ParameterizedTest
  @ValueSource(ints = {'\n', '\r', 0x1b, 0x7f, 0x85, 0x9b, 0x2028, 0x2029, 0x202e, 0xfeff})
  void whatATerminalObeysBecomesASpace(int character) {
    assertThat(OneLine.of("a" + Character.toString(character) + "b", 10)).isEqualTo("a b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proof of block 7", "größer als früher", "証明"})
  void whatCanBeShownStays(String text) {
    assertThat(OneLine.of(text, 40)).isEqualTo(text);
  }
}
