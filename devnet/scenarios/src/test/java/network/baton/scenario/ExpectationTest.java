package network.baton.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExpectationTest {
  @Test
  void allStandsForTheWhole() {
    Expectation every = expectation(Measure.BLOCKS_PROVEN, new Expectation.Bound.All(), null);

    assertThat(every.judge(10.0, 10).held()).isTrue();
    assertThat(every.judge(9.0, 10))
        .isEqualTo(new Expectation.Outcome("it", false, "blocksProven = 9, at least 10"));
  }

  @Test
  void aNumberMustLieWithinBothBounds() {
    Expectation within =
        expectation(Measure.ANCHORS, new Expectation.Bound.Of(2), new Expectation.Bound.Of(3.5));

    assertThat(within.judge(2.0, 0).held()).isTrue();
    assertThat(within.judge(3.5, 0).held()).isTrue();
    assertThat(within.judge(1.99, 0).held()).isFalse();
    assertThat(within.judge(3.51, 0).detail())
        .isEqualTo("anchors = 3.51, at least 2, at most 3.50");
  }

  @Test
  void nothingMeasuredHoldsForNoBound() {
    assertThat(expectation(Measure.ANCHORS, null, new Expectation.Bound.Of(5)).judge(null, 0))
        .isEqualTo(new Expectation.Outcome("it", false, "anchors = nothing measured, at most 5"));
  }

  private static Expectation expectation(
      Measure measure, Expectation.@Nullable Bound min, Expectation.@Nullable Bound max) {
    return new Expectation("it", measure, null, min, max, null, null);
  }
}
