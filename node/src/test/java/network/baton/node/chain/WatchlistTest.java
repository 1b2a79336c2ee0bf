package network.baton.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When things are looked at, and which answers count. */
class WatchlistTest {
  private record Thing(String name, long notBeforeBlock) implements Watchlist.Watched {
    @Override
    public long nextLookBlock(long lookedAt) {
      return lookedAt + 10;
    }
  }

  private static final Thing THING = new Thing("thing", 100);

  private final List<Thing> looks = new ArrayList<>();
  private final Watchlist<String, Thing> list = new Watchlist<>(looks::add);

  @Test
  void aThingIsLookedAtFromItsTurnOnAndThenNowAndThen() {
    list.put("thing", THING);
    list.head(99);
    list.reorged();
    assertThat(looks).isEmpty();
    list.head(100);
    assertThat(list.looked("thing", 100)).isEqualTo(THING);
    list.head(109);
    assertThat(looks).hasSize(1);
    list.head(110);
    assertThat(looks).hasSize(2);
  }

  @Test
  void aSlowEndpointsAnswerCountsThoughTheNextLookWouldBeDue() {
    list.put("thing", THING);
    list.head(100);
    list.looked("thing", 100);
    list.head(110);
    list.head(130);
    assertThat(looks).hasSize(2);
    assertThat(list.looked("thing", 110)).isEqualTo(THING);
  }

  @Test
  void anAnswerFromBeforeTheNewsCountsForNothingAndIsAskedAgainAtOnce() {
    list.put("thing", THING);
    list.head(100);
    list.touched("thing");
    assertThat(looks).hasSize(1);
    assertThat(list.looked("thing", 100)).isNull();
    assertThat(looks).hasSize(2);
    assertThat(list.looked("thing", 100)).isEqualTo(THING);
  }

  @Test
  void noAnswerIsAskedAgainWithTheNextBlockAndAnAnswerThatNobodyAskedForIsNone() {
    list.put("thing", THING);
    assertThat(list.looked("thing", 99)).isNull();
    list.head(100);
    list.notLooked("thing");
    assertThat(looks).hasSize(1);
    list.head(101);
    assertThat(looks).hasSize(2);
    list.remove("thing");
    assertThat(list.looked("thing", 101)).isNull();
  }
}
