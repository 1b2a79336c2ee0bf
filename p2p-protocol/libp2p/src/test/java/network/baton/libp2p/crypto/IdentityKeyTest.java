package network.baton.libp2p.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.HexFormat;
import network.baton.libp2p.PeerId;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as other libp2p programs write them, and signatures that they make and take. */
class IdentityKeyTest {
  private static final byte[] MESSAGE = "a message".getBytes(UTF_8);

  /** libp2p/specs peer-ids, "Test vectors". */
  @ParameterizedTest
  @CsvSource({
    "080112407e0830617c4a7de83925dfb2694556b12936c477a0e1feb2e148ec9da60fee7d1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e,"
        + "080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e",
    "0802122053DADF1D5A164D6B4ACDB15E24AA4C5B1D3461BDBD42ABEDB0A4404D56CED8FB,"
        + "08021221037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99",
    "08031279307702010104203E5B1FE9712E6C314942A750BD67485DE3C1EFE85B1BFB520AE8F9AE3DFA4A4CA00A06082A8648CE3D030107A14403420004DE3D300FA36AE0E8F5D530899D83ABAB44ABF3161F162A4BC901D8E6ECDA020E8B6D5F8DA30525E71D6851510C098E5C47C646A597FB4DCEC034E9F77C409E62,"
        + "0803125b3059301306072a8648ce3d020106082a8648ce3d03010703420004de3d300fa36ae0e8f5d530899d83abab44abf3161f162a4bc901d8e6ecda020e8b6d5f8da30525e71d6851510c098e5c47c646a597fb4dcec034e9f77c409e62"
  })
  void publishedPrivateKeyGivesItsPublicKey(String privateHex, String publicHex) {
    NodeKey key = NodeKey.decode(hex(privateHex));
    assertThat(key.publicKey().encode()).isEqualTo(hex(publicHex));
    assertThat(key.encode()).isEqualTo(hex(privateHex));
    assertThat(PublicKey.decode(hex(publicHex)).verify(MESSAGE, key.sign(MESSAGE))).isTrue();
  }

  /** Peer ids that jvm-libp2p and go-libp2p give these keys. */
  @ParameterizedTest
  @CsvSource({
    "08021221030995d3b6ca88154681092a6772b26de6418eaa01672775bfe9642b33d1f97227,"
        + "16Uiu2HAmDJQXZM39z5TzoZN7Sw8tbwjR6Evg9CFmiWhLbnSFGADL",
    "080012a60230820122300d06092a864886f70d01010105000382010f003082010a0282010100baa3fd95db3f6179ce6b0f1c0c130f2fafbb3ddb20b77bac8a1a408c84af6e3de7dc09dc74cc117360ec6100fe146b7e1a298a546aa8b7b2e1de81780cc0bf888b53bf9cb5fc8145b83b34a6eb93fa41e15d5e03bb492d87f9d76b6b3b77f2d7c879cf1715ce2bde1552050f3556d42fb466e7a5eb2b9fd74f8c6dad741d4dcfde046173cb0385c498a781ea5bccb253175868384f32ac9b2579374d2e9a187acba3abb4f16a5c01c6cbfafddfb75793062e3b7a5c753e6fdfa6f7c7654466f33164680c37545a3954fd1636fdc985f6fd2237f96c949d492df0ad7686f9a72760182d3264103825e4277e1f68c03b906b3e747d5a73b6673c73890128c565170203010001,"
        + "QmPVoXmUJiyXXU3Y2hJ7bEzu9XqDHUdGs8D2Lymd6gprDh"
  })
  void publishedPublicKeyHasItsPeerId(String publicHex, String peer) {
    PublicKey key = PublicKey.decode(hex(publicHex));
    assertThat(key.verifiable()).isTrue();
    assertThat(key.peerId()).isEqualTo(PeerId.fromText(peer));
  }

  @Test
  void goPrivateKeyHasItsPeerId() {
    NodeKey key =
        NodeKey.decode(
            hex("080212206fd7af84823661ae4f0fdb05d83bd5569b4270fe94c8ad79ccb7e3f843defcb1"));
    assertThat(key.peerId().toText())
        .isEqualTo("16Uiu2HAmH6m8pE7pXsfzXHg3Z5kLzgwJ5PWSYELaKXc75Bs2utZM");
  }

  /** js-libp2p's fixture go-key-ed25519, made by an old go-libp2p. */
  @Test
  void olderEd25519EncodingIsReadIfItsPublicKeysAgree() {
    String point = "e931dd61a49ef18149a6e1ffc1761654370ff9a8e1b4c6bf0e4bbbf3965be825";
    String seed = "c9d0016eb010e62542b895fc4e38ce8802267698e2c575c836bd9cdab8077639";
    byte[] signature =
        hex(
            "07e6afa4e43a4ed03ef3498e53c3b0d9a63e29a5a8a44bb3a3566620125496ed"
                + "27cfd51486ed3229b0b7e58526ff2ae444ba640eaf9cf3767d7d78d47c67fc0c");
    byte[] data = "hello! and welcome to some awesome crypto primitives".getBytes(UTF_8);
    NodeKey key = NodeKey.decode(hex("08011260" + seed + point + point));
    assertThat(key.publicKey().encode()).isEqualTo(hex("08011220" + point));
    assertThat(key.sign(data)).isEqualTo(signature);
    assertThat(key.encode()).isEqualTo(hex("08011240" + seed + point));

    refused("08011260" + seed + point + seed);
    refused("08011240" + seed + seed);
    refused("08011220" + seed);
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void everyKindOfKeySignsAndIsVerifiedByItsEncoding(KeyType type) {
    NodeKey key = NodeKey.decode(NodeKey.generate(type).encode());
    PublicKey known = PublicKey.decode(key.publicKey().encode());
    assertThat(known.type()).isEqualTo(type);
    assertThat(known.verifiable()).isTrue();
    byte[] signature = key.sign(MESSAGE);
    assertThat(known.verify(MESSAGE, signature)).isTrue();
    assertThat(known.verify("another".getBytes(UTF_8), signature)).isFalse();
    assertThat(known.verify(MESSAGE, new byte[0])).isFalse();
    assertThat(known.verify(MESSAGE, new byte[600])).isFalse();
    signature[signature.length - 1] ^= 1;
    assertThat(known.verify(MESSAGE, signature)).isFalse();
    assertThat(NodeKey.generate(type).publicKey().verify(MESSAGE, key.sign(MESSAGE))).isFalse();
  }

  @Test
  void bothSecp256k1ImplementationsAgree() {
    NodeKey key = NodeKey.generate(KeyType.SECP256K1);
    byte[] secret = Arrays.copyOfRange(key.encode(), 4, 36);
    byte[] point = key.publicKey().data();
    byte[] digest = Digests.sha256(MESSAGE);
    byte[] signature = key.sign(MESSAGE);
    assertThat(Secp256k1.signPortable(secret, digest)).isEqualTo(signature);
    assertThat(Secp256k1.verifyPortable(point, digest, signature)).isTrue();
    signature[10] ^= 1;
    assertThat(Secp256k1.verifyPortable(point, digest, signature)).isFalse();
  }

  @Test
  void rsaKeyOutOfBoundsIsReadButNotVerified() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    assertUnverifiable(generator.generateKeyPair().getPublic().getEncoded());
    BigInteger huge = BigInteger.ONE.shiftLeft(8_192).setBit(0);
    assertUnverifiable(rsa(huge, BigInteger.valueOf(65_537)));
    BigInteger fine = BigInteger.ONE.shiftLeft(2_047).setBit(0);
    assertThat(PublicKey.of(KeyType.RSA, rsa(fine, BigInteger.valueOf(65_537))).verifiable())
        .isTrue();
    assertUnverifiable(rsa(fine, BigInteger.ONE));
    assertUnverifiable(rsa(fine, BigInteger.valueOf(4)));
    assertUnverifiable(rsa(fine, BigInteger.ONE.shiftLeft(64).setBit(0)));
  }

  @Test
  void ecdsaKeyOfAnotherCurveIsReadButNotVerified() {
    String named = "08031258305630100607 2a8648ce3d0201 06052b8104000a 034200".replace(" ", "");
    PublicKey key = PublicKey.decode(hex(named + "04" + "11".repeat(64)));
    assertThat(key.verifiable()).isFalse();
    assertThat(key.verify(MESSAGE, new byte[70])).isFalse();
  }

  @Test
  void secp256k1KeyFileIsItsEncoding(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("node.key");
    NodeKey key = NodeKey.generate(KeyType.SECP256K1);
    key.save(file);
    assertThat(Files.readString(file)).matches("08021220[0-9a-f]{64}\n");
    assertThat(NodeKey.load(file).peerId()).isEqualTo(key.peerId());
    Path other = folder.resolve("other.key");
    NodeKey.generate(KeyType.ECDSA).save(other);
    assertThatIllegalArgumentException().isThrownBy(() -> NodeKey.load(other));
  }

  @Test
  void secretThatIsNoScalarIsRefused() {
    refused("08021220" + "00".repeat(32));
    refused("08021220" + "ff".repeat(32));
    refused("0802121f" + "01".repeat(31));
    refused("08031202" + "3000");
    refused("08001202" + "3000");
  }

  private static void assertUnverifiable(byte[] spki) {
    PublicKey key = PublicKey.of(KeyType.RSA, spki);
    assertThat(key.verifiable()).isFalse();
    assertThat(key.verify(MESSAGE, new byte[256])).isFalse();
    assertThat(key.peerId().toText()).startsWith("Qm");
  }

  private static byte[] rsa(BigInteger modulus, BigInteger exponent) throws IOException {
    return new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
            new RSAPublicKey(modulus, exponent))
        .getEncoded();
  }

  /** None of these is a structure; the library that reads them answers some with null. */
  @ParameterizedTest
  @ValueSource(strings = {"08001200", "08031200", "080012020500", "080312020500", "080312023000"})
  void bytesThatAreNoKeyAreRefused(String encodedHex) {
    refused(encodedHex);
  }

  @Test
  void curveKeyThatNamesNoCurveVerifiesNothing() throws Exception {
    byte[] nameless =
        new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey), new byte[65])
            .getEncoded();
    assertThat(PublicKey.of(KeyType.ECDSA, nameless).verifiable()).isFalse();
  }

  private static void refused(String encodedHex) {
    assertThatIllegalArgumentException().isThrownBy(() -> NodeKey.decode(hex(encodedHex)));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
