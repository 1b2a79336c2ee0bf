package network.baton.lease;

import static network.baton.lease.Registry.EPOCH_MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Merging does not depend on order: two nodes that have the same messages end in the same state,
 * however these came. The seed decides everything; a failure names it.
 */
class MergeTest {
  private static final long SEED = Long.getLong("baton.seed", 20_261_122);
  private static final int ORDERS = 10;
  private static final int SETS = 2_000;
  private static final int SETS_LONG = 100_000;

  /** What the sets held: a property over poor sets would say little. */
  private int holders;

  private int takeovers;
  private int voided;
  private int latched;
  private int refused;

  @Test
  void sameMessagesInAnyOrder_endInTheSameState() {
    merge(SETS);
  }

  @Test
  @Tag("long")
  void sameMessagesInAnyOrder_endInTheSameState_manyTimes() {
    merge(SETS_LONG);
  }

  private void merge(int sets) {
    System.out.printf("merging: seed %d, %d sets in %d orders each%n", SEED, sets, ORDERS);
    for (int set = 0; set < sets; set++) {
      Random random = new Random(SEED * 1_000_003 + set);
      Crowd crowd = new Crowd(random);
      Map<Hash32, LeaseCore.Stand> expected = null;
      for (int order = 0; order < ORDERS; order++) {
        Map<Hash32, LeaseCore.Stand> rest = deliver(crowd, random);
        expected = expected == null ? rest : expected;
        if (!rest.equals(expected)) {
          assertThat(rest)
              .as("-Dbaton.seed=%d: set %d, order %d", SEED, set, order)
              .isEqualTo(expected);
        }
      }
      count(crowd, Objects.requireNonNull(expected));
    }
    assertThat(List.of(holders, takeovers, voided, latched, refused))
        .as("the sets are rich: holders, takeovers, voided, latched, refused")
        .allMatch(count -> count > sets / 10);
  }

  private void count(Crowd crowd, Map<Hash32, LeaseCore.Stand> rest) {
    int valid = 0;
    for (LeaseCore.Stand stand : rest.values()) {
      valid += stand.valid().size() + stand.voided().size();
      holders += stand.holder() == null ? 0 : 1;
      voided += stand.voided().size();
      latched += stand.latched() ? 1 : 0;
      takeovers +=
          crowd.leases.stream()
                  .anyMatch(
                      lease -> lease.lease().term() > 1 && lease.digest().equals(stand.holder()))
              ? 1
              : 0;
    }
    refused += crowd.leases.size() > valid ? 1 : 0;
  }

  /**
   * Shuffles snapshot, tasks and messages, with duplicates and with delays that make some come
   * before their context and others long after; answers every check, now or later.
   */
  private static Map<Hash32, LeaseCore.Stand> deliver(Crowd crowd, Random random) {
    LeaseCore core = new LeaseCore(LeaseSettings.L1_REALTIME, LeaseCore.OBSERVER);
    List<Event> events = new ArrayList<>();
    events.add(new Event.SnapshotKnown(crowd.registry.snapshot));
    crowd.tasks.forEach(task -> events.add(new Event.TaskOpened(task)));
    for (Message message : crowd.messages) {
      for (int copy = random.nextInt(3); copy < 3; copy++) {
        events.add(Crowd.seen(message));
      }
    }
    Collections.shuffle(events, random);
    Map<Hash32, Integer> unjudged = new LinkedHashMap<>();
    List<Event> answers = new ArrayList<>();
    long nowMs = EPOCH_MS + 500L * random.nextInt(20);
    for (Event event : events) {
      nowMs += random.nextInt(8) == 0 ? random.nextInt(900) : random.nextInt(4);
      apply(core, event, nowMs, crowd, unjudged, answers);
      if (!answers.isEmpty() && random.nextBoolean()) {
        apply(core, answers.removeFirst(), nowMs, crowd, unjudged, answers);
      }
    }
    while (!answers.isEmpty()) {
      apply(core, answers.removeFirst(), nowMs, crowd, unjudged, answers);
    }
    // Leases from the future are held until their time; nothing waits for longer than a hold.
    apply(core, new Event.Tick(), EPOCH_MS + 40_000, crowd, unjudged, answers);
    while (!answers.isEmpty()) {
      apply(core, answers.removeFirst(), EPOCH_MS + 40_000, crowd, unjudged, answers);
    }
    apply(
        core,
        new Event.Tick(),
        EPOCH_MS + 40_000 + LeaseLimits.HELD_MS_MAX,
        crowd,
        unjudged,
        answers);
    assertThat(unjudged).isEmpty();
    assertThat(core.heldCount()).isZero();
    Map<Hash32, LeaseCore.Stand> rest = new LinkedHashMap<>();
    for (Task task : crowd.tasks) {
      rest.put(task.taskId(), core.stand(task.taskId()));
    }
    return rest;
  }

  /** Applies an event, counts sights against verdicts, and notes the answers to checks. */
  private static void apply(
      LeaseCore core,
      Event event,
      long nowMs,
      Crowd crowd,
      Map<Hash32, Integer> unjudged,
      List<Event> answers) {
    Hash32 sight = Crowd.sight(event);
    if (sight != null) {
      unjudged.merge(sight, 1, Integer::sum);
    }
    for (Effect effect : core.apply(event, nowMs)) {
      if (effect instanceof Effect.Judged(Message judged, Verdict _)) {
        int count = unjudged.getOrDefault(judged.digest(), 0);
        if (count < 1) {
          throw new AssertionError("judged more often than seen: " + judged);
        }
        unjudged.computeIfPresent(judged.digest(), (_, open) -> open > 1 ? open - 1 : null);
      }
      if (effect instanceof Effect.VerifyProof check) {
        Hash32 digest = check.completion().digest();
        answers.add(new Event.ProofChecked(digest, crowd.verdict(check.completion())));
      }
    }
  }
}
