package network.baton.libp2p.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
  // RFC 8032, section 7.1, tests 2 and 3.
  private static final byte[] SEED =
      hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  private static final byte[] PUBLIC =
      hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  private static final byte[] MESSAGE = hex("72");
  private static final byte[] SIGNATURE =
      hex(
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
              + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");

  @Test
  void bothEd25519ImplementationsMatchTheRfc() {
    assertThat(Ed25519.publicKey(SEED)).isEqualTo(PUBLIC);
    assertThat(Ed25519.sign(SEED, MESSAGE)).isEqualTo(SIGNATURE);
    assertThat(Ed25519.signPortable(SEED, MESSAGE)).isEqualTo(SIGNATURE);
    assertThat(Ed25519.verify(PUBLIC, MESSAGE, SIGNATURE)).isTrue();
    assertThat(Ed25519.verifyPortable(PUBLIC, MESSAGE, SIGNATURE)).isTrue();
  }

  /** It once fell back to the slow one, silently. */
  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void ed25519IsNativeWhereItsLibraryIs() {
    assertThat(Ed25519.implementation()).isEqualTo("AmazonCorrettoCryptoProvider");
  }

  @Test
  void wrongEd25519SignatureIsInvalidAndNeverThrows() {
    for (int i = 0; i < 64; i++) {
      byte[] changed = SIGNATURE.clone();
      changed[i] ^= (byte) 0x80;
      assertThat(Ed25519.verify(PUBLIC, MESSAGE, changed)).isFalse();
      assertThat(Ed25519.verifyPortable(PUBLIC, MESSAGE, changed)).isFalse();
    }
    assertThat(Ed25519.verify(PUBLIC, MESSAGE, new byte[63])).isFalse();
    byte[] noPoint = new byte[32];
    Arrays.fill(noPoint, (byte) 0xff);
    assertThat(Ed25519.verify(noPoint, MESSAGE, SIGNATURE)).isFalse();
  }

  @Test
  void secp256k1SignatureIsVerified() throws Exception {
    X9ECParameters named = CustomNamedCurves.getByName("secp256k1");
    ECDomainParameters curve =
        new ECDomainParameters(named.getCurve(), named.getG(), named.getN(), named.getH());
    BigInteger secret = BigInteger.valueOf(123_456_789);
    byte[] point = named.getG().multiply(secret).getEncoded(true);
    ECDSASigner signer = new ECDSASigner();
    signer.init(true, new ECPrivateKeyParameters(secret, curve));
    byte[] message = "hello".getBytes(UTF_8);
    BigInteger[] pair =
        signer.generateSignature(MessageDigest.getInstance("SHA-256").digest(message));
    byte[] signature = der(pair[0], pair[1]);

    PublicKey key = PublicKey.of(KeyType.SECP256K1, point);
    assertThat(key.verify(message, signature)).isTrue();
    assertThat(key.verify("hellO".getBytes(UTF_8), signature)).isFalse();
    assertThat(key.verify(message, new byte[0])).isFalse();
    assertThat(key.verify(message, new byte[72])).isFalse();
    assertThat(key.verify(message, der(BigInteger.ZERO, pair[1]))).isFalse();
    assertThat(key.verify(message, der(pair[0], named.getN().subtract(pair[1])))).isTrue();
    assertThat(key.verify(message, der(pair[0], named.getN()))).isFalse();
    assertThat(key.verify(message, Arrays.copyOf(signature, signature.length - 1))).isFalse();
    byte[] offCurve = new byte[33];
    Arrays.fill(offCurve, (byte) 0xff);
    offCurve[0] = 2;
    assertThat(PublicKey.of(KeyType.SECP256K1, offCurve).verify(message, signature)).isFalse();
  }

  @Test
  void keyEncodingIsCanonical() {
    PublicKey key = PublicKey.of(KeyType.ED25519, PUBLIC);
    byte[] encoded = key.encode();
    assertThat(encoded).startsWith(8, 1, 18, 32).endsWith(PUBLIC);
    assertThat(PublicKey.decode(encoded)).isEqualTo(key);
    // RSA's code is zero and is written all the same.
    byte[] rsa = PublicKey.of(KeyType.RSA, new byte[300]).encode();
    assertThat(rsa).startsWith(8, 0, 18);
    assertThat(PublicKey.decode(rsa).peerId().toText()).startsWith("Qm");

    refused(new byte[0]);
    refused(new byte[] {8});
    refused(new byte[] {8, 4, 18, 1, 1});
    refused(Arrays.copyOf(encoded, encoded.length - 1));
    refused(Arrays.copyOf(encoded, encoded.length + 1));
    refused(Arrays.copyOf(rsa, PublicKey.ENCODED_BYTES_MAX + 1));
  }

  @Test
  void keyFileHoldsTheSeedAndIsPrivate(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("node.key");
    NodeKey key = NodeKey.generate();
    key.save(file);
    assertThat(Files.readString(file)).matches("[0-9a-f]{64}\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    NodeKey loaded = NodeKey.load(file);
    assertThat(loaded.peerId()).isEqualTo(key.peerId());
    assertThat(key.publicKey().verify(MESSAGE, loaded.sign(MESSAGE))).isTrue();
  }

  @Test
  void badKeyFileIsRefusedWithoutQuotingIt(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("node.key"), "ab".repeat(31) + "secret");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NodeKey.load(file))
        .withMessageContaining("64 hexadecimal digits")
        .withMessageNotContaining("secret");
  }

  private static byte[] der(BigInteger r, BigInteger s) throws IOException {
    ASN1EncodableVector pair = new ASN1EncodableVector();
    pair.add(new ASN1Integer(r));
    pair.add(new ASN1Integer(s));
    return new DERSequence(pair).getEncoded();
  }

  private static void refused(byte[] encoded) {
    assertThatIllegalArgumentException().isThrownBy(() -> PublicKey.decode(encoded));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
