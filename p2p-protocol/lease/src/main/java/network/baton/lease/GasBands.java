package network.baton.lease;

import java.util.List;

/**
 * The bands of gas by which provers promise their times: the only way in which gas enters the
 * protocol. All nodes of a network use the same.
 *
 * @param upperGas the highest gas of each band but the last, which has no end; strictly ascending
 */
public record GasBands(List<Long> upperGas) {
  public static final int COUNT = 8;

  /** Even steps up to the gas target of 30 million, wider ones up to a limit of 100 million. */
  public static final GasBands DEFAULT =
      new GasBands(
          List.of(
              7_500_000L,
              15_000_000L,
              22_500_000L,
              30_000_000L,
              45_000_000L,
              60_000_000L,
              100_000_000L));

  public GasBands {
    upperGas = List.copyOf(upperGas);
    if (upperGas.size() != COUNT - 1) {
      throw new IllegalArgumentException(
          "gasBands must list " + (COUNT - 1) + " upper bounds, not " + upperGas.size());
    }
    for (int i = 0; i < upperGas.size(); i++) {
      if (upperGas.get(i) <= (i == 0 ? 0 : upperGas.get(i - 1))) {
        throw new IllegalArgumentException("gasBands must ascend: " + upperGas);
      }
    }
  }

  /** S-07: the band of a block, 0 to 7. */
  public int of(long gasUsed) {
    int band = 0;
    while (band < COUNT - 1 && gasUsed > upperGas.get(band)) {
      band++;
    }
    return band;
  }
}
