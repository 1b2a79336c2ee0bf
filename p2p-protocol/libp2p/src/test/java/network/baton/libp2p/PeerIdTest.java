package network.baton.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import network.baton.libp2p.multiformat.TextBase;
import org.junit.jupiter.api.Test;

class PeerIdTest {
  // libp2p/specs peer-ids, "Test vectors" and "Decoding examples".
  private static final byte[] ED25519 =
      hex("080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e");
  private static final byte[] SECP256K1 =
      hex("08021221037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99");
  private static final String SHA256_TEXT = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";
  private static final String SHA256_CID =
      "bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe";

  @Test
  void shortKeysStandInsideTheId() {
    assertThat(PeerId.of(ED25519).toText()).startsWith("12D3Koo");
    assertThat(PeerId.of(SECP256K1).toText()).startsWith("16Uiu2HA");
    assertThat(PeerId.of(ED25519).toBytes()).hasSize(38).startsWith(0x00, 0x24).endsWith(ED25519);
    assertThat(PeerId.of(ED25519).names(ED25519)).isTrue();
    assertThat(PeerId.of(ED25519).names(SECP256K1)).isFalse();
  }

  @Test
  void longKeysStandByTheirHash() {
    byte[] key = new byte[300];
    PeerId id = PeerId.of(key);
    assertThat(id.toText()).startsWith("Qm");
    assertThat(id.toBytes()).hasSize(34).startsWith(0x12, 0x20);
    assertThat(id.names(key)).isTrue();
  }

  @Test
  void textFormsOfOneIdAreEqual() {
    PeerId id = PeerId.fromText(SHA256_TEXT);
    assertThat(PeerId.fromText(SHA256_CID)).isEqualTo(id).hasSameHashCodeAs(id);
    assertThat(id.toText()).isEqualTo(SHA256_TEXT);
    PeerId ed = PeerId.of(ED25519);
    byte[] cid = join(new byte[] {1, 0x72}, ed.toBytes());
    assertThat(PeerId.fromText(TextBase.BASE36.encodeMultibase(cid))).isEqualTo(ed);
    assertThat(PeerId.fromText(TextBase.BASE58.encodeMultibase(cid))).isEqualTo(ed);
    assertThat(PeerId.fromText(TextBase.BASE16.encodeMultibase(cid))).isEqualTo(ed);
    assertThat(PeerId.fromText(ed.toText())).isEqualTo(ed);
  }

  @Test
  void bytesThatAreNoKeyMultihashAreRefused() {
    byte[] id = PeerId.of(ED25519).toBytes();
    refused(new byte[0]);
    refused(Arrays.copyOf(id, id.length - 1));
    refused(join(id, new byte[1]));
    byte[] otherHash = PeerId.fromText(SHA256_TEXT).toBytes();
    otherHash[0] = 0x13;
    refused(otherHash);
  }

  @Test
  void identityIdOfNonCanonicalKeyIsRefused() {
    // The same key with the fields in the other order.
    refused(join(hex("00241220"), join(Arrays.copyOfRange(ED25519, 4, 36), hex("0801"))));
    // The type as a two-byte varint.
    refused(join(hex("002508810012"), join(hex("20"), Arrays.copyOfRange(ED25519, 4, 36))));
    refused(hex("0000"));
  }

  @Test
  void overlongTextIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> PeerId.fromText("1".repeat(129)));
    assertThatIllegalArgumentException().isThrownBy(() -> PeerId.fromText(""));
    assertThatIllegalArgumentException().isThrownBy(() -> PeerId.fromText("Qm0OIl"));
  }

  private static void refused(byte[] id) {
    assertThatIllegalArgumentException().isThrownBy(() -> PeerId.fromBytes(id));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }
}
