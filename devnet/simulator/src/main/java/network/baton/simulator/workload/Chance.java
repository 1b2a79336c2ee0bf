package network.baton.simulator.workload;

/**
 * The only source of chance: SplitMix64, keyed by what a draw is for. The same key gives the same
 * numbers whatever else was drawn, so policies can be compared slot by slot.
 */
public final class Chance {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  private Chance(long state) {
    this.state = state;
  }

  public static Chance of(long seed) {
    return new Chance(mix(seed));
  }

  public static Chance of(long seed, long one, long two) {
    return new Chance(key(seed, one, two));
  }

  /** Starts anew with another key, without a new object. */
  public void rekey(long seed, long one, long two) {
    state = key(seed, one, two);
  }

  /** One well-mixed number for a key. */
  public static long key(long seed, long one, long two) {
    return mix(mix(mix(seed) + one * GAMMA) + two * GAMMA);
  }

  /** A bijection of the 64-bit numbers in which every bit depends on every bit. */
  public static long mix(long value) {
    long z = value + GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  public long next() {
    long drawn = mix(state);
    state += GAMMA;
    return drawn;
  }

  /** From 0 (included) to 1 (excluded). */
  public double uniform() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** A whole number from 0 to {@code bound - 1}. */
  public int below(int bound) {
    return (int) Math.unsignedMultiplyHigh(next(), bound);
  }

  /** A whole number from {@code from} to {@code to}, both included. */
  public long within(long from, long to) {
    return from + Math.unsignedMultiplyHigh(next(), to - from + 1);
  }

  public boolean happens(double probability) {
    return uniform() < probability;
  }

  /** Standard normal, by Box and Muller; takes two draws. */
  public double normal() {
    double radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  }
}
