package network.baton.simulator.workload;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import network.baton.lease.Hash32;

/**
 * The succession of specs/lease.md (S-02, S-04) written a second time, from the specification and
 * with floating-point numbers, so that the core's own can be held against it. Exact to 2^-50:
 * enough for everything but a tie.
 */
public final class ReferenceOrder {
  private final MessageDigest sha256;
  private final ByteBuffer input = ByteBuffer.allocate(84);

  public ReferenceOrder() {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** {@code weight / -ln(U)} of one prover: the higher score goes first. */
  public double score(
      Hash32 seed, long slot, Hash32 proofType, int stage, int index, int prover, long weight) {
    input.clear();
    put(seed);
    input.putLong(slot);
    put(proofType);
    input.putInt(stage).putInt(index).putInt(prover);
    sha256.update(input.array());
    long top = ByteBuffer.wrap(sha256.digest()).getLong();
    double below = ((~top >>> 1) + 0.25) * 0x1.0p-63; // 1 - U, precise where U is near 1
    return weight / -Math.log1p(-below);
  }

  private void put(Hash32 hash) {
    input.putLong(hash.a()).putLong(hash.b()).putLong(hash.c()).putLong(hash.d());
  }

  /** Fills {@code order} with the places {@code 0..length-1}, highest score first. */
  public static void sort(double[] scores, int[] order) {
    for (int i = 0; i < order.length; i++) {
      int at = i;
      while (at > 0 && scores[order[at - 1]] < scores[i]) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = i;
    }
  }
}
