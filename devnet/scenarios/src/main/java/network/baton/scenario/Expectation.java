package network.baton.scenario;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A number that a run is held to.
 *
 * @param name sentence for the report
 * @param statistic for distributions only, else null
 * @param cause for takeovers only: counts those of this cause; null: any
 * @param provenBeforeDeadline for takeovers only: counts those whose successor's proof came in time
 *     (or did not); null: any
 */
public record Expectation(
    String name,
    Measure measure,
    Measure.@Nullable Statistic statistic,
    @Nullable Bound min,
    @Nullable Bound max,
    @Nullable String cause,
    @Nullable Boolean provenBeforeDeadline) {

  /** A bound: a number, or the whole of what there is. */
  public sealed interface Bound {
    record Of(double value) implements Bound {}

    record All() implements Bound {}
  }

  /** What came of it; {@code detail} says the measured number and the bounds. */
  public record Outcome(String name, boolean held, String detail) {}

  /**
   * Judges a measured number. {@code null} means that nothing was there to measure, which holds for
   * no bound: a run without a takeover has no takeover delay to be proud of.
   *
   * @param whole what {@code all} stands for
   */
  public Outcome judge(@Nullable Double measured, double whole) {
    String text = measureText() + " = " + (measured == null ? "nothing measured" : plain(measured));
    double number = measured == null ? Double.NaN : measured; // within no bound
    boolean held = measured != null;
    if (min != null) {
      double least = value(min, whole);
      held = held && number >= least;
      text += ", at least " + plain(least);
    }
    if (max != null) {
      double most = value(max, whole);
      held = held && number <= most;
      text += ", at most " + plain(most);
    }
    return new Outcome(name, held, text);
  }

  /** The measure as the file writes it. */
  public String measureText() {
    String text = measure.word();
    if (statistic != null) {
      text += "." + statistic.word();
    }
    if (cause != null) {
      text += "[" + cause + "]";
    }
    if (provenBeforeDeadline != null) {
      text += provenBeforeDeadline ? "[proven before the deadline]" : "[not proven in time]";
    }
    return text;
  }

  private static double value(Bound bound, double whole) {
    return switch (bound) {
      case Bound.Of(double value) -> value;
      case Bound.All() -> whole;
    };
  }

  private static String plain(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  void check(String key) {
    if (min == null && max == null) {
      throw new Invalid(key, "needs min, max or both");
    }
    if (measure.kind() != Measure.Kind.SHARE
        && (min instanceof Bound.All || max instanceof Bound.All)) {
      throw new Invalid(key, "'all' has no meaning for " + measure.word() + ": give a number");
    }
    if (measure != Measure.TAKEOVERS && (cause != null || provenBeforeDeadline != null)) {
      throw new Invalid(key, "cause and provenBeforeDeadline are only for the measure 'takeovers'");
    }
  }
}
