package network.baton.lease;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the provers of one snapshot are asked to prove one task. Weighted rendezvous:
 * prover i draws {@code U_i = H(...) / 2^256} and scores {@code weight_i / -log2(U_i)}, so that the
 * chance of being first is exactly its share of the weight, however it is split over provers.
 *
 * <p>Exact by construction: {@code -log2} is a 64-bit fixed-point number and scores are compared by
 * cross-multiplication, never divided. Spec: S-01 to S-06 in specs/lease.md; vectors:
 * specs/vectors/succession.
 */
public final class Succession {
  /** Fraction bits of {@link #negLog2}; eight more bits hold the integer part. */
  public static final int FRACTION_BITS = 56;

  private static final int DRAW_BYTES = 84;

  /** Asking the providers for one costs as much as several draws. */
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(Succession::sha256);

  private final List<Prover> provers;
  private final long[] negLog2;
  private final int[] promiseMs;
  private final boolean[] fits;
  private int @Nullable [] firstOrder;
  private int @Nullable [] laterOrder;

  private Succession(List<Prover> provers, long[] negLog2, int[] promiseMs, boolean[] fits) {
    this.provers = provers;
    this.negLog2 = negLog2;
    this.promiseMs = promiseMs;
    this.fits = fits;
  }

  /**
   * Draws for every prover of the snapshot that proves the task's type.
   *
   * @param fitPercent share of the time to the deadline that a promise must fit to come first
   */
  public static Succession of(Snapshot snapshot, Task task, GasBands bands, int fitPercent) {
    List<Prover> provers = new ArrayList<>();
    for (Prover prover : snapshot.provers()) {
      if (prover.proves(task.proofType())) { // S-01
        provers.add(prover);
      }
    }
    int count = provers.size();
    long[] negLog2 = new long[count];
    int[] promiseMs = new int[count];
    boolean[] fits = new boolean[count];
    long spanMs = task.deadlineMs() - task.slotStartMs();
    int band = bands.of(task.gasUsed());
    MessageDigest sha256 = SHA_256.get();
    byte[] drawInput = drawInput(snapshot.seed(), task);
    for (int i = 0; i < count; i++) {
      Prover prover = provers.get(i);
      negLog2[i] = negLog2(draw(sha256, drawInput, prover.index()));
      promiseMs[i] = prover.promiseMs(task.proofType(), band);
      fits[i] = 100L * promiseMs[i] <= fitPercent * spanMs;
    }
    return new Succession(List.copyOf(provers), negLog2, promiseMs, fits);
  }

  /**
   * S-02: the 256-bit draw of one prover: SHA-256 of seed, slot (8 bytes), proof type, stage, index
   * and prover index (4 bytes each).
   */
  static Hash32 draw(Hash32 seed, Task task, int prover) {
    return draw(SHA_256.get(), drawInput(seed, task), prover);
  }

  private static Hash32 draw(MessageDigest sha256, byte[] input, int prover) {
    ByteBuffer.wrap(input).putInt(DRAW_BYTES - 4, prover);
    return Hash32.of(sha256.digest(input));
  }

  /** What is hashed, but for the prover at its end. */
  private static byte[] drawInput(Hash32 seed, Task task) {
    ByteBuffer input = ByteBuffer.allocate(DRAW_BYTES);
    input.put(seed.toBytes()).putLong(task.slot()).put(task.proofType().toBytes());
    input.putInt(task.stage()).putInt(task.index());
    return input.array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * S-03: {@code -log2(draw / 2^256)} as an unsigned 8.56 fixed-point number, never zero. The
   * fraction of log2 comes bit by bit from squaring the top 64 bits of the draw and truncating, so
   * any machine with a 64 x 64 -> 128 bit product gets the same number; it never falls when the
   * draw falls.
   */
  static long negLog2(Hash32 draw) {
    int zeros = leadingZeros(draw);
    if (zeros == 256) {
      return -1L; // the largest unsigned value: a draw of zero is the worst of all
    }
    int integer = 255 - zeros;
    long mantissa = topBits(draw, zeros); // in [2^63, 2^64): 1.0 to just under 2.0
    long fraction = 0;
    for (int i = 0; i < FRACTION_BITS; i++) {
      long high = Math.unsignedMultiplyHigh(mantissa, mantissa);
      long low = mantissa * mantissa;
      fraction <<= 1;
      if (high < 0) { // the square is 2.0 or more: the next bit is one, and it is halved
        fraction |= 1;
        mantissa = high;
      } else {
        mantissa = (high << 1) | (low >>> 63);
      }
    }
    long log2 = ((long) integer << FRACTION_BITS) | fraction;
    return log2 == 0 ? -1L : -log2; // 256.0 - log2, modulo 2^64
  }

  private static int leadingZeros(Hash32 value) {
    int zeros = 0;
    for (int word = 0; word < 4; word++) {
      int inWord = Long.numberOfLeadingZeros(word(value, word));
      zeros += inWord;
      if (inWord < 64) {
        break;
      }
    }
    return zeros;
  }

  private static long topBits(Hash32 value, int zeros) {
    int word = zeros / 64;
    int shift = zeros % 64;
    long next = word < 3 ? word(value, word + 1) : 0;
    long top = word(value, word) << shift;
    return shift == 0 ? top : top | (next >>> (64 - shift));
  }

  private static long word(Hash32 value, int index) {
    return switch (index) {
      case 0 -> value.a();
      case 1 -> value.b();
      case 2 -> value.c();
      default -> value.d();
    };
  }

  /** How many provers are in it before anybody is struck. */
  int size() {
    return provers.size();
  }

  /**
   * Place of a prover for a term, from 0; -1 when it does not prove the type or its operator is
   * struck.
   *
   * @param struck operators of the lease chain that the term would extend; empty for term 1
   */
  public int rank(int prover, int term, Set<Address> struck) {
    int self = Snapshots.place(provers, prover);
    if (self < 0 || struck.contains(provers.get(self).operator())) {
      return -1;
    }
    int rank = 0;
    for (int i : order(term)) {
      if (i == self) {
        break;
      }
      if (struck.isEmpty() || !struck.contains(provers.get(i).operator())) { // S-05
        rank++;
      }
    }
    return rank;
  }

  /**
   * The provers that go before one for a term, best first; null when it does not prove the type or
   * its operator is struck.
   */
  @Nullable List<Prover> before(int prover, int term, Set<Address> struck) {
    int self = Snapshots.place(provers, prover);
    if (self < 0 || struck.contains(provers.get(self).operator())) {
      return null;
    }
    List<Prover> better = new ArrayList<>();
    for (int i : order(term)) {
      if (i == self) {
        break;
      }
      if (!struck.contains(provers.get(i).operator())) {
        better.add(provers.get(i));
      }
    }
    return better;
  }

  /** The whole order for a term, best first. */
  public List<Prover> order(int term, Set<Address> struck) {
    List<Prover> order = new ArrayList<>();
    for (int i : order(term)) {
      if (!struck.contains(provers.get(i).operator())) {
        order.add(provers.get(i));
      }
    }
    return order;
  }

  /** Places in {@link #provers} in the order of a term, before anybody is struck. */
  private int[] order(int term) {
    int[] order = term == 1 ? firstOrder : laterOrder;
    if (order == null) {
      order = sorted(term);
      if (term == 1) {
        firstOrder = order;
      } else {
        laterOrder = order;
      }
    }
    return order;
  }

  private int[] sorted(int term) {
    Integer[] places = new Integer[provers.size()];
    Arrays.setAll(places, i -> i);
    Arrays.sort(places, (i, j) -> compare(i, j, term));
    int[] order = new int[places.length];
    Arrays.setAll(order, i -> places[i]);
    return order;
  }

  /** S-05, S-06: negative when i goes before j. */
  private int compare(int i, int j, int term) {
    if (term == 1) {
      if (fits[i] != fits[j]) {
        return fits[i] ? -1 : 1;
      }
      if (fits[i]) {
        return compareScores(i, j);
      }
    }
    return promiseMs[i] != promiseMs[j]
        ? Integer.compare(promiseMs[i], promiseMs[j])
        : compareScores(i, j);
  }

  /**
   * S-04: the higher score goes first: {@code w_i / L_i > w_j / L_j} as {@code w_i L_j > w_j L_i}.
   */
  private int compareScores(int i, int j) {
    long weightI = provers.get(i).weight();
    long weightJ = provers.get(j).weight();
    int order =
        Long.compareUnsigned(
            Math.unsignedMultiplyHigh(weightJ, negLog2[i]),
            Math.unsignedMultiplyHigh(weightI, negLog2[j]));
    if (order == 0) {
      order = Long.compareUnsigned(weightJ * negLog2[i], weightI * negLog2[j]);
    }
    return order == 0 ? Integer.compare(i, j) : order; // provers ascend by index
  }
}
