package network.baton.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Properties of one node's life, whatever happens to it: every sight gets one verdict, nothing is
 * signed twice, memory is bounded. The seed decides everything.
 */
class VerdictTest {
  private static final int WORLDS = 50;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void everySight_getsExactlyOneVerdict_alsoWhenTasksComeAndGo(long seed) {
    for (int world = 0; world < WORLDS; world++) {
      Random random = new Random(seed * 1_000_003 + world);
      Crowd crowd = new Crowd(random);
      LeaseSettings settings = LeaseSettings.L1_REALTIME.with(s -> s.keepSlots = 2);
      LeaseCore core = new LeaseCore(settings, 0);
      Map<Hash32, Integer> unjudged = new LinkedHashMap<>();
      Chaos chaos = new Chaos(core, crowd, random);
      for (int step = 0; step < 150; step++) {
        for (Event event : chaos.next()) {
          Hash32 sight = Crowd.sight(event);
          if (sight != null) {
            unjudged.merge(sight, 1, Integer::sum);
          }
          for (Hash32 judged : chaos.apply(event)) {
            assertThat(unjudged).as("seed %d world %d", seed, world).containsKey(judged);
            unjudged.computeIfPresent(judged, (_, count) -> count > 1 ? count - 1 : null);
          }
        }
      }
      for (Hash32 judged : chaos.finish()) {
        assertThat(unjudged).as("seed %d world %d", seed, world).containsKey(judged);
        unjudged.computeIfPresent(judged, (_, count) -> count > 1 ? count - 1 : null);
      }
      assertThat(unjudged).as("seed %d world %d", seed, world).isEmpty();
      assertThat(core.heldCount()).isZero();
      assertThat(chaos.signedTwice()).as("seed %d world %d", seed, world).isFalse();
    }
  }
}
