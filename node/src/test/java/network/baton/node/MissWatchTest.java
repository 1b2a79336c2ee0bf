package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import network.baton.lease.Address;
import network.baton.lease.Cause;
import network.baton.lease.Completion;
import network.baton.lease.Effect;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Signature;
import network.baton.lease.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** TX-26 and TX-29: what came to nothing, and what speaks for own leases. */
class MissWatchTest {
  private static final int SELF = 0;
  private static final int BOB = 1;
  private static final int CAROL = 2;
  private static final int DAVE = 3;
  private static final Hash32 TASK_ID = new Hash32(0, 0, 0, 1);
  private static final Task TASK = task(0, 1);
  private static final VerifiedLease BOBS = lease(BOB, 1, null, Cause.FIRST);

  private final List<String> news = new ArrayList<>();
  private final MissWatch watch =
      new MissWatch(
          SELF,
          new MissWatch.News() {
            @Override
            public void missed(Task task, VerifiedLease lease, boolean hedged) {
              news.add("missed " + lease.lease().prover() + (hedged ? " hedged" : ""));
            }

            @Override
            public void excused(Hash32 leaseDigest) {
              news.add("excused " + leaseDigest.d());
            }

            @Override
            public void succeeded(Task task, VerifiedLease own, VerifiedLease successor) {
              news.add("succeeded by " + successor.lease().prover());
            }
          });

  @Test
  void leasesBelowTheLatchedTermAreMissesAndNoOthers() {
    VerifiedLease carols = lease(CAROL, 2, BOBS, Cause.SILENT);
    VerifiedLease daves = lease(DAVE, 3, carols, Cause.SILENT);
    see(TASK, BOBS, carols, daves);
    latch(TASK, carols);
    assertThat(news).containsExactly("missed 1");
    latch(TASK, carols);
    assertThat(news).as("once").hasSize(1);
  }

  @Test
  void atAMissedDeadlineAllAreAlsoThoseThatComeLater() {
    see(TASK, BOBS);
    watch.saw(new Effect.DeadlineMissed(TASK));
    see(TASK, lease(CAROL, 2, BOBS, Cause.SILENT), lease(SELF, 3, BOBS, Cause.SILENT));
    assertThat(news).containsExactly("missed 1", "missed 2");
  }

  @Test
  void whatWasReleasedAndCitedIsNoneAlsoAfterwards() {
    VerifiedLease carols = lease(CAROL, 2, BOBS, Cause.RELEASED);
    see(TASK, BOBS, carols);
    latch(TASK, carols);
    assertThat(news).isEmpty();

    Task other = task(0, 1);
    see(other, BOBS);
    watch.saw(new Effect.DeadlineMissed(TASK));
    assertThat(news).doesNotContain("missed 1");
  }

  @Test
  void aReleaseThatComesAfterTheDeadlineExcuses() {
    see(TASK, BOBS);
    watch.saw(new Effect.DeadlineMissed(TASK));
    see(TASK, lease(CAROL, 2, BOBS, Cause.RELEASED));
    assertThat(news).containsExactly("missed 1", "excused " + BOBS.digest().d(), "missed 2");
  }

  @Test
  void whoJoinedInIsToldEvenWhenTheMissIsKnown() {
    VerifiedLease carols = lease(CAROL, 2, BOBS, Cause.SILENT);
    see(TASK, BOBS, carols);
    latch(TASK, carols);
    VerifiedLease daves = lease(DAVE, 2, BOBS, Cause.HEDGE);
    see(TASK, daves, daves);
    assertThat(news).containsExactly("missed 1", "missed 1 hedged");
  }

  @Test
  void conflictingLeasesArePunishedOtherwise() {
    VerifiedLease carols = lease(CAROL, 2, BOBS, Cause.SILENT);
    see(TASK, BOBS, carols);
    watch.saw(new Effect.Equivocated(BOBS, lease(BOB, 1, null, Cause.FIRST)));
    latch(TASK, carols);
    assertThat(news).isEmpty();
  }

  @Test
  void ownLeasesAreNoneAndWhatSpeaksForThemIsKept() {
    VerifiedLease own = lease(SELF, 1, null, Cause.FIRST);
    VerifiedLease carols = lease(CAROL, 2, own, Cause.HEDGE);
    VerifiedLease daves = lease(DAVE, 3, carols, Cause.RELEASED);
    see(TASK, own, carols, lease(DAVE, 2, own, Cause.SILENT), daves);
    latch(TASK, daves);
    assertThat(news).containsExactly("succeeded by 2", "missed 3");
  }

  @Test
  void partsOfAWorkflowAreNone() {
    for (Task part : List.of(task(1, 1), task(0, 2))) {
      see(part, BOBS);
      watch.saw(new Effect.DeadlineMissed(part));
    }
    assertThat(news).isEmpty();
  }

  private void see(Task task, VerifiedLease... leases) {
    for (VerifiedLease lease : leases) {
      watch.saw(new Effect.LeaseAdded(task, lease));
    }
  }

  private void latch(Task task, VerifiedLease winner) {
    var completion =
        new VerifiedCompletion(
            new Hash32(0, 0, 4, 4),
            new Completion(winner.digest(), Hash32.ZERO, 3),
            Address.ZERO,
            new Signature(Hash32.ZERO, Hash32.ZERO, 27));
    watch.saw(new Effect.Latched(task, winner, completion, false));
  }

  private static Task task(int stage, int count) {
    return new Task(
        new Hash32(0, 0, stage, count),
        5,
        Hash32.ZERO,
        90,
        Hash32.ZERO,
        1,
        Hash32.ZERO,
        stage,
        0,
        count,
        0,
        10);
  }

  private static VerifiedLease lease(
      int prover, int term, @Nullable VerifiedLease parent, Cause cause) {
    Hash32 digest = new Hash32(0, 0, 9, prover * 100L + term * 10L + cause.code());
    return new VerifiedLease(
        digest,
        new Lease(
            TASK_ID,
            term,
            prover,
            Hash32.ZERO,
            parent == null ? Hash32.ZERO : parent.digest(),
            cause,
            Hash32.ZERO,
            0,
            1,
            Hash32.ZERO,
            1),
        Address.ZERO,
        new Signature(Hash32.ZERO, Hash32.ZERO, 27),
        null);
  }
}
