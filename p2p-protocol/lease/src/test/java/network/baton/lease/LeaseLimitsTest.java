package network.baton.lease;

import static network.baton.lease.Registry.EPOCH_MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedRelease;
import org.junit.jupiter.api.Test;

/** What happens at each bound of the core's memory. */
class LeaseLimitsTest {
  private static final Verdict ACCEPT = new Verdict.Accept();

  private final Registry registry =
      new Registry(Registry.equalProvers(80), Registry.hash("limits"), 12_000, 10_000);

  /** T-04. */
  @Test
  void oneTaskTooMany_closesTheOldest() {
    LeaseCore core = observer(registry, 4_096);
    int slots = LeaseLimits.TASKS_MAX / 2;
    for (int slot = 1; slot <= slots; slot++) {
      assertThat(core.apply(open(slot), EPOCH_MS)).isEmpty();
      Task second = registry.task(slot, Registry.TYPE_Y);
      assertThat(core.apply(new Event.TaskOpened(second), EPOCH_MS)).isEmpty();
    }
    List<Effect> effects = core.apply(open(slots + 1), EPOCH_MS);
    assertThat(effects)
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.TaskClosed.class,
            closed -> {
              assertThat(closed.task().slot()).isEqualTo(1);
              assertThat(closed.why()).isEqualTo("evicted");
            });
  }

  /** L-24. */
  @Test
  void oneLeaseTooMany_isIgnoredAsOverloaded() {
    LeaseCore core = observer(registry, 64);
    core.apply(open(1), EPOCH_MS);
    for (int prover = 0; prover < LeaseLimits.LEASES_PER_TASK_MAX; prover++) {
      assertThat(verdicts(core, new Event.LeaseSeen(lease(prover, 1)))).containsExactly(ACCEPT);
    }
    assertThat(verdicts(core, new Event.LeaseSeen(lease(70, 1))))
        .containsExactly(new Verdict.Ignore(Refusal.OVERLOADED));
  }

  @Test
  void oneHeldStrangerTooMany_isIgnored_andTheRegisteredAreStillHeld() {
    LeaseCore core = observer(registry, 64);
    for (int i = 0; i <= LeaseLimits.HELD_STRANGERS_MAX; i++) {
      var beat = Registry.beat(lease(i % 80, 100 + i), 500, 0);
      List<Verdict> verdicts = verdicts(core, new Event.BeatSeen(beat));
      if (i < LeaseLimits.HELD_STRANGERS_MAX) {
        assertThat(verdicts).isEmpty();
      } else {
        assertThat(verdicts).containsExactly(new Verdict.Ignore(Refusal.HOLD_FULL));
      }
    }
    assertThat(verdicts(core, new Event.LeaseSeen(lease(1, 9)))).isEmpty();
  }

  @Test
  void oneHeldMessageTooMany_isIgnored() {
    LeaseCore core = observer(registry, 64);
    for (int i = 0; i < LeaseLimits.HELD_MAX; i++) {
      assertThat(verdicts(core, new Event.LeaseSeen(lease(i % 80, 10 + i)))).isEmpty();
    }
    assertThat(core.heldCount()).isEqualTo(LeaseLimits.HELD_MAX);
    assertThat(verdicts(core, new Event.LeaseSeen(lease(1, 9))))
        .containsExactly(new Verdict.Ignore(Refusal.HOLD_FULL));
  }

  /** C-07. */
  @Test
  void oneProofCheckTooMany_isIgnoredAsOverloaded() {
    LeaseCore core = observer(registry, 64);
    core.apply(open(1), EPOCH_MS);
    VerifiedLease lease = lease(3, 1);
    core.apply(new Event.LeaseSeen(lease), EPOCH_MS + 100);
    for (int i = 0; i <= LeaseLimits.CHECKS_PER_LEASE_MAX; i++) {
      var completion = Registry.completion(lease, "hidden " + i);
      List<Verdict> verdicts = verdicts(core, new Event.CompletionSeen(completion));
      if (i < LeaseLimits.CHECKS_PER_LEASE_MAX) {
        assertThat(verdicts).isEmpty();
        var answer = new Event.ProofChecked(completion.digest(), ProofVerdict.UNAVAILABLE);
        assertThat(verdicts(core, answer))
            .containsExactly(new Verdict.Ignore(Refusal.PROOF_UNAVAILABLE));
      } else {
        assertThat(verdicts).containsExactly(new Verdict.Ignore(Refusal.OVERLOADED));
      }
    }
  }

  @Test
  void oneSnapshotTooMany_dropsTheOldest() {
    LeaseCore core = observer(registry, 64);
    for (int i = 0; i < LeaseLimits.SNAPSHOTS_MAX; i++) {
      Snapshot later =
          new Snapshot(Registry.hash("snapshot " + i), 2 + i, 0, 1, Hash32.ZERO, registry.provers);
      core.apply(new Event.SnapshotKnown(later), EPOCH_MS);
    }
    core.apply(open(1), EPOCH_MS);
    assertThat(verdicts(core, new Event.LeaseSeen(lease(0, 1)))).isEmpty();
    core.apply(new Event.SnapshotKnown(registry.snapshot), EPOCH_MS + 100);
    assertThat(core.stand(registry.task(1, Registry.TYPE_X).taskId()).valid()).hasSize(1);
  }

  /** A relay spoils the evidence of a lease that comes too early; the good copy comes after it. */
  @Test
  void spoiltCopyThatIsHeldDoesNotDisplaceTheGoodOne() {
    LeaseCore core = observer(registry, 64);
    Task task = registry.task(1, Registry.TYPE_X);
    VerifiedLease first = lease(0, 1);
    VerifiedRelease release =
        new VerifiedRelease(
            new Hash32(7, 7, 7, 7),
            new Release(first.digest(), Release.Reason.SHUTDOWN, task.slotStartMs() + 60),
            first.signer(),
            first.signature());
    VerifiedLease good =
        Registry.sign(
            new LeaseDraft(
                task.taskId(),
                2,
                1,
                registry.snapshot.id(),
                first.digest(),
                Cause.RELEASED,
                release.digest(),
                0,
                1,
                task.slotStartMs() + 80),
            release);
    VerifiedLease spoilt =
        new VerifiedLease(
            good.digest(),
            good.lease(),
            good.signer(),
            good.signature(),
            new VerifiedRelease(
                release.digest(), release.release(), good.signer(), release.signature()));
    core.apply(open(1), EPOCH_MS + 50);

    assertThat(verdicts(core, new Event.LeaseSeen(spoilt))).isEmpty();
    assertThat(verdicts(core, new Event.LeaseSeen(good))).isEmpty();

    assertThat(verdicts(core, new Event.LeaseSeen(first)))
        .containsExactly(
            new Verdict.Accept(), new Verdict.Reject(Refusal.BAD_EVIDENCE), new Verdict.Accept());
  }

  private static LeaseCore observer(Registry registry, int keepSlots) {
    LeaseSettings settings = LeaseSettings.L1_REALTIME.with(s -> s.keepSlots = keepSlots);
    LeaseCore core = new LeaseCore(settings, LeaseCore.OBSERVER);
    core.apply(new Event.SnapshotKnown(registry.snapshot), EPOCH_MS - 1_000);
    return core;
  }

  private Event open(long slot) {
    return new Event.TaskOpened(registry.task(slot, Registry.TYPE_X));
  }

  private VerifiedLease lease(int prover, long slot) {
    Task task = registry.task(slot, Registry.TYPE_X);
    return Registry.sign(
        new LeaseDraft(
            task.taskId(),
            1,
            prover,
            registry.snapshot.id(),
            Hash32.ZERO,
            Cause.FIRST,
            Hash32.ZERO,
            0,
            slot,
            task.slotStartMs() + 40),
        null);
  }

  private static List<Verdict> verdicts(LeaseCore core, Event event) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Effect effect : core.apply(event, EPOCH_MS + 100)) {
      if (effect instanceof Effect.Judged(Message _, Verdict verdict)) {
        verdicts.add(verdict);
      }
    }
    return verdicts;
  }
}
