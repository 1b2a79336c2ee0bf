package network.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Signature;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SignaturesTest {
  private static final int SIGNED_ROUNDS = 250;
  private static final int RANDOM_ROUNDS = 2_000;

  private final Secp256k1 best = Secp256k1.best();
  private final Secp256k1 portable = new PortableSecp256k1();

  @Test
  void nativeLibraryLoadsOnLinux() {
    if (System.getProperty("os.name").equals("Linux")) {
      assertThat(best).isInstanceOf(NativeSecp256k1.class);
      assertThat(Ed25519.best().name()).isNotEmpty();
    }
  }

  @Test
  void bothCurvesSignAndRecoverAlike() {
    var messages = new Messages(3);
    for (int i = 0; i < SIGNED_ROUNDS; i++) {
      byte[] secret = messages.hash().toBytes();
      Hash32 digest = messages.hash();
      byte[] rs = best.sign(secret, digest.toBytes());
      assertThat(portable.sign(secret, digest.toBytes())).isEqualTo(rs);
      byte[] key = best.publicKey(secret);
      assertThat(portable.publicKey(secret)).isEqualTo(key);
      for (int v = 27; v <= 28; v++) {
        Signature signature = SignatureBytes.ofRs(rs, v);
        assertThat(Signatures.recover(portable, digest, signature))
            .isEqualTo(Signatures.recover(best, digest, signature));
      }
    }
  }

  @Test
  void bothCurvesJudgeRandomSignaturesAlike() {
    judgeAlike(new Messages(4), RANDOM_ROUNDS);
  }

  @Test
  @Tag("long")
  void bothCurvesJudgeManyRandomSignaturesAlike() {
    judgeAlike(new Messages(44), 100 * RANDOM_ROUNDS);
  }

  private void judgeAlike(Messages messages, int rounds) {
    int recovered = 0;
    for (int i = 0; i < rounds; i++) {
      Hash32 s = messages.hash();
      var signature =
          new Signature(
              messages.hash(),
              new Hash32(s.a() >>> 1, s.b(), s.c(), s.d()),
              27 + messages.random().nextInt(2));
      Hash32 digest = messages.hash();
      Address signer = Signatures.recover(best, digest, signature);
      assertThat(Signatures.recover(portable, digest, signature)).isEqualTo(signer);
      recovered += signer == null ? 0 : 1;
    }
    // Half of all numbers are the x of a curve point.
    assertThat(recovered).isBetween(rounds / 3, 2 * rounds / 3);
  }

  @Test
  void onlyOneFormOfASignatureIsTaken() {
    var messages = new Messages(5);
    for (int i = 0; i < 200; i++) {
      LeaseKey key = messages.leaseKey();
      Hash32 digest = messages.hash();
      Signature good = key.sign(digest);
      BigInteger s = new BigInteger(1, good.s().toBytes());
      Hash32 twin = hash(PortableSecp256k1.N.subtract(s));
      Hash32 order = hash(PortableSecp256k1.N);

      assertThat(Signatures.recover(digest, good)).isEqualTo(key.address());
      for (int v : new int[] {0, 1, 26, 29, 30, 255, good.v() - 27, good.v() + 256}) {
        assertRefused(digest, new Signature(good.r(), good.s(), v));
      }
      assertRefused(digest, new Signature(good.r(), twin, 55 - good.v()));
      assertRefused(digest, new Signature(good.r(), twin, good.v()));
      assertRefused(digest, new Signature(Hash32.ZERO, good.s(), good.v()));
      assertRefused(digest, new Signature(good.r(), Hash32.ZERO, good.v()));
      assertRefused(digest, new Signature(order, good.s(), good.v()));
      assertRefused(digest, new Signature(good.r(), order, good.v()));
      // The other recovery id names another key.
      assertThat(Signatures.recover(digest, new Signature(good.r(), good.s(), 55 - good.v())))
          .isNotEqualTo(key.address());
      assertThat(Signatures.recover(messages.hash(), good)).isNotEqualTo(key.address());
    }
  }

  @Test
  void theNeutralPointIsNobodysKey() {
    // R = G and s = e with r = x(G): Q = (sR - eG)/r is the neutral point.
    byte[] one = new byte[32];
    one[31] = 1;
    byte[] generator = best.publicKey(one);
    byte[] x = Arrays.copyOfRange(generator, 1, 33);
    int parity = generator[64] & 1;
    Hash32 digest = new Hash32(0, 0, 0, 12_345);
    var signature = new Signature(Hash32.of(x), digest, 27 + parity);
    assertThat(Signatures.recover(best, digest, signature)).isNull();
    assertThat(Signatures.recover(portable, digest, signature)).isNull();
  }

  private void assertRefused(Hash32 digest, Signature signature) {
    assertThat(Signatures.recover(best, digest, signature)).as("%s", signature).isNull();
    assertThat(Signatures.recover(portable, digest, signature)).as("%s", signature).isNull();
  }

  private static Hash32 hash(BigInteger number) {
    return Hash32.of(BigIntegers.asUnsignedByteArray(32, number));
  }
}
