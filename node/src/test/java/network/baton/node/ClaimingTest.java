package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.node.Objection.Why;
import network.baton.node.store.Lives;
import network.baton.node.store.SafetyRecord;
import network.baton.node.store.Store;
import network.baton.wire.LeaseKey;
import network.baton.wire.NetworkRules;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimingTest {
  private static final NetworkRules RULES =
      new NetworkRules("test", 1, 31_337, 0, 1_000, 4, 8, 1, 3_500);

  @TempDir static Path folder = Path.of("unset");

  private final AtomicLong nowMs = new AtomicLong(5_000_000);
  private final AtomicInteger exchanged = new AtomicInteger();
  private final AtomicReference<@Nullable Objection> other = new AtomicReference<>();
  private final List<Event> events = new ArrayList<>();
  private final Store store = Store.open(folder, "me");

  @AfterEach
  void close() {
    store.close();
  }

  private Claiming claiming(int listenSlots) {
    var ownKey =
        new OwnKeyWatch(
            new OwnKeyWatch.Terms(
                LeaseKey.of(new Hash32(1, 2, 3, 4)).address(), RULES, 64, 1_200, listenSlots),
            new SafetyRecord(store),
            new Lives(store, folder),
            nowMs::get);
    return new Claiming(
        nowMs::get, events::add, exchanged::get, 5, ownKey, List.of(() -> other.get()));
  }

  @Test
  void nodeClaimsWhenEnoughPeersHaveToldWhatIsOpen() {
    Claiming claiming = claiming(0);
    exchanged.set(2);
    claiming.review();
    assertThat(claiming.objections()).containsOnlyKeys("NO_PEERS");
    assertThat(events).isEmpty();

    exchanged.set(3);
    claiming.review();
    assertThat(claiming.isAllowed()).isTrue();
    assertThat(claiming.objections()).isEmpty();
    assertThat(events).containsExactly(new Event.ClaimingAllowed(true));
  }

  @Test
  void nodeWithoutPeersClaimsAfterAWhile() {
    Claiming claiming = claiming(0);
    nowMs.addAndGet(Claiming.LONELY_MS - 1);
    claiming.review();
    assertThat(claiming.isAllowed()).isFalse();

    nowMs.addAndGet(1);
    claiming.review();
    assertThat(claiming.isAllowed()).isTrue();
  }

  @Test
  void listeningBeginsWhenPeersAreThere() {
    Claiming claiming = claiming(1);
    nowMs.addAndGet(Claiming.LONELY_MS - 1);
    claiming.review();
    exchanged.set(3);
    claiming.review();
    assertThat(claiming.objections()).containsOnlyKeys("LISTENING");

    nowMs.addAndGet(4_000);
    claiming.review();
    assertThat(claiming.isAllowed()).isTrue();
  }

  @Test
  void objectionStopsClaimingAndItsEndResumesIt() {
    exchanged.set(3);
    Claiming claiming = claiming(0);
    claiming.review();
    other.set(new Objection(Why.CLOCK, "off"));
    claiming.review();
    claiming.review();
    assertThat(claiming.objections()).containsEntry("CLOCK", "off");

    other.set(null);
    claiming.review();
    assertThat(events)
        .containsExactly(
            new Event.ClaimingAllowed(true),
            new Event.ClaimingAllowed(false),
            new Event.ClaimingAllowed(true));
  }

  @Test
  void stoppingNodeClaimsNothing() {
    exchanged.set(3);
    Claiming claiming = claiming(0);
    claiming.review();

    claiming.shutDown();
    assertThat(claiming.isAllowed()).isFalse();
    assertThat(claiming.objections()).containsOnlyKeys("STOPPING");
  }
}
