package network.baton.lease;

import java.util.Collections;
import java.util.List;

/**
 * The proving times that a prover promises for one proof type: one for each of the network's {@link
 * GasBands}, since heavy blocks take longer.
 *
 * @param msByBand {@link GasBands#COUNT} times in milliseconds, at least 1 each
 */
public record Promise(List<Integer> msByBand) {
  public Promise {
    msByBand = List.copyOf(msByBand);
    if (msByBand.size() != GasBands.COUNT || Collections.min(msByBand) < 1) {
      throw new IllegalArgumentException(
          "a promise is "
              + GasBands.COUNT
              + " times of at least 1 ms, one a gas band: "
              + msByBand);
    }
  }

  /** The same time whatever the gas. */
  public static Promise flat(int ms) {
    return new Promise(Collections.nCopies(GasBands.COUNT, ms));
  }

  public int ms(int band) {
    return msByBand.get(band);
  }
}
