package network.baton.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromisedTimesTest {
  @Test
  void the_lightest_band_is_in_the_lowest_bits_and_every_time_comes_back() {
    List<Integer> times = List.of(1, 2, 3, 4, 5, 6, 7, 16_777_215);

    BigInteger packed = PromisedTimes.pack(times);

    assertThat(packed.toString(16)).isEqualTo("ffffff000007000006000005000004000003000002000001");
    assertThat(PromisedTimes.unpack(packed)).isEqualTo(times);
  }

  @Test
  void other_counts_and_times_that_do_not_fit_are_refused() {
    assertThatThrownBy(() -> PromisedTimes.pack(List.of(1, 2)))
        .hasMessage("a promise is 8 times, not [1, 2]");
    assertThatThrownBy(() -> PromisedTimes.pack(Collections.nCopies(8, 0)))
        .hasMessage("a promised time is 1 to 16777215 ms, not 0");
    assertThatThrownBy(() -> PromisedTimes.pack(Collections.nCopies(8, 16_777_216)))
        .hasMessage("a promised time is 1 to 16777215 ms, not 16777216");
  }
}
