package network.baton.scenario.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorTimesTest {
  @Test
  void theStolenShareIsThatOfTheTimeBetweenTwoReadings() {
    ProcessorTimes before = ProcessorTimes.parse("cpu  100 0 50 800 10 0 5 35 0 0");
    ProcessorTimes after = ProcessorTimes.parse("cpu  150 0 60 1000 10 0 5 175 0 0");

    assertThat(after.stolenPercentSince(before)).isEqualTo(35.0);
  }

  @Test
  void whereTheSystemDoesNotTellNothingIsClaimed() {
    ProcessorTimes unknown = ProcessorTimes.parse("");
    ProcessorTimes known = ProcessorTimes.parse("cpu  1 1 1 1 1 1 1 1 0 0");

    assertThat(known.stolenPercentSince(unknown)).isNull();
    assertThat(unknown.stolenPercentSince(known)).isNull();
    assertThat(known.stolenPercentSince(known)).isNull();
  }
}
