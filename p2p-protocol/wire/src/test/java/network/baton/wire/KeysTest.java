package network.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import network.baton.lease.Hash32;
import network.baton.lease.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {
  private static final String DIGITS =
      "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  /** The first account of every anvil and hardhat node. */
  private static final String ADDRESS = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

  @TempDir private Path folder;

  @Test
  void leaseKeyIsReadFromItsFile() throws IOException {
    for (String text : new String[] {DIGITS, DIGITS + "\n", "0x" + DIGITS + "\r\n"}) {
      Path file = Files.writeString(folder.resolve("lease.key"), text);
      assertThat(LeaseKey.load(file).address().toHex()).isEqualTo(ADDRESS);
    }
  }

  @Test
  void writtenKeyIsPrivateAndReadsBack() throws IOException {
    LeaseKey key = LeaseKey.generate();
    Path file = folder.resolve("lease.key");
    key.write(file);
    assertThat(LeaseKey.load(file).address()).isEqualTo(key.address());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void writingNeverReplacesAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("lease.key"), "precious");
    assertThatThrownBy(() -> LeaseKey.generate().write(file))
        .isInstanceOf(KeyFileException.class)
        .hasMessage("key file %s: exists already and is not replaced", file);
    assertThat(file).hasContent("precious");
  }

  @ParameterizedTest
  @CsvSource({
    "ac0974bec3, 'expected 64 hex digits, found 10 characters'",
    "'', 'expected 64 hex digits, found 0 characters'",
    "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ffXY,"
        + " 'expected 64 hex digits, character 63 is not one'",
    "0000000000000000000000000000000000000000000000000000000000000000, 'not a secp256k1 private key'",
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141, 'not a secp256k1 private key'",
  })
  void faultyKeyFileIsNamedAndNotShown(String text, String fault) throws IOException {
    Path file = Files.writeString(folder.resolve("lease.key"), text);
    assertThatThrownBy(() -> LeaseKey.load(file))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("key file " + file)
        .hasMessageContaining(fault)
        .hasNoCause()
        .message()
        .doesNotContain("ac0974bec3", "0000000000", "fffffff");
  }

  @Test
  void missingOrHugeKeyFileIsNamed() throws IOException {
    Path missing = folder.resolve("none.key");
    assertThatThrownBy(() -> LeaseKey.load(missing)).hasMessageContaining("there is no such file");
    Path huge = Files.writeString(folder.resolve("huge.key"), DIGITS.repeat(100));
    assertThatThrownBy(() -> LeaseKey.load(huge)).hasMessageContaining("found a longer file");
    assertThatThrownBy(() -> LeaseKey.load(folder)).isInstanceOf(KeyFileException.class);
  }

  @Test
  void textFormsShowNoSecret() {
    Hash32 secret = Hash32.fromHex(DIGITS);
    assertThat(LeaseKey.of(secret)).hasToString("LeaseKey[" + ADDRESS + "]");
    BeatKey beatKey = BeatKey.of(secret);
    assertThat(beatKey).hasToString("BeatKey[" + beatKey.publicKey() + "]");
    assertThatThrownBy(() -> LeaseKey.of(Hash32.ZERO)).hasMessageNotContaining("000000");
  }

  @Test
  void bothEd25519CurvesSignAndVerifyAlike() {
    var messages = new Messages(6);
    Ed25519 best = Ed25519.best();
    Ed25519 portable = new PortableEd25519();
    for (int i = 0; i < 500; i++) {
      Hash32 seed = messages.hash();
      byte[] message = BeatBytes.of(messages.beat());
      byte[] signature = best.signer(seed).sign(message);
      assertThat(portable.signer(seed).sign(message)).isEqualTo(signature);
      Hash32 key = PortableEd25519.publicKey(seed);
      assertThat(best.verifier(key).verify(message, signature)).isTrue();
      assertThat(portable.verifier(key).verify(message, signature)).isTrue();
      byte[] torn = signature.clone();
      torn[messages.random().nextInt(64)] ^= (byte) (1 << messages.random().nextInt(8));
      assertThat(best.verifier(key).verify(message, torn)).isFalse();
      assertThat(portable.verifier(key).verify(message, torn)).isFalse();
    }
  }

  @Test
  void beatKeySurvivesItsSeed() {
    BeatKey key = BeatKey.generate();
    BeatKey again = BeatKey.of(key.seed());
    byte[] message = {1, 2, 3};
    Signature signature = again.sign(message);
    assertThat(again.publicKey()).isEqualTo(key.publicKey());
    assertThat(BeatKey.verify(key.publicKey(), message, signature)).isTrue();
    assertThat(
            BeatKey.verify(
                key.publicKey(), message, new Signature(signature.r(), signature.s(), 1)))
        .isFalse();
  }
}
