package network.baton.contracts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The registry's form of a promise: a proving time in milliseconds for each gas band, 24 bits each,
 * the lightest band's in the lowest bits. One word, since web3j reads no arrays inside of nested
 * structs.
 */
public final class PromisedTimes {
  public static final int BANDS = 8;
  private static final int BITS = 24;
  private static final int MS_MAX = (1 << BITS) - 1;

  private PromisedTimes() {}

  /**
   * @param msByBand {@link #BANDS} times of 1 to 16,777,215
   * @throws IllegalArgumentException if there are more or fewer, or one is out of range
   */
  public static BigInteger pack(List<Integer> msByBand) {
    if (msByBand.size() != BANDS) {
      throw new IllegalArgumentException("a promise is " + BANDS + " times, not " + msByBand);
    }
    BigInteger packed = BigInteger.ZERO;
    for (int ms : msByBand.reversed()) {
      if (ms < 1 || ms > MS_MAX) {
        throw new IllegalArgumentException("a promised time is 1 to " + MS_MAX + " ms, not " + ms);
      }
      packed = packed.shiftLeft(BITS).or(BigInteger.valueOf(ms));
    }
    return packed;
  }

  /** The times of a word, as the registry keeps it. */
  public static List<Integer> unpack(BigInteger packed) {
    List<Integer> msByBand = new ArrayList<>();
    for (int band = 0; band < BANDS; band++) {
      msByBand.add(packed.shiftRight(BITS * band).intValue() & MS_MAX);
    }
    return List.copyOf(msByBand);
  }
}
