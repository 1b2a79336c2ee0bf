package network.baton.lease;

import static network.baton.lease.Registry.EPOCH_MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedRelease;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules that need two snapshots, or provers of different types, to be broken. */
class ContextRulesTest {
  private final Registry registry =
      new Registry(provers(), Registry.hash("context"), 12_000, 10_000);
  private final Task task = registry.task(100, Registry.TYPE_X);
  private final long nowMs = task.slotStartMs() + 100;
  private final LeaseCore core = new LeaseCore(LeaseSettings.L1_REALTIME, LeaseCore.OBSERVER);

  private static List<Prover> provers() {
    List<Prover> provers = new ArrayList<>(Registry.equalProvers(2));
    provers.add(
        new Prover(
            2,
            Registry.address("operator 2"),
            Registry.address("key 2"),
            "peer2",
            1,
            2,
            Registry.QUOTA,
            Map.of(Registry.TYPE_Y, Promise.flat(5_000))));
    return provers;
  }

  /** L-11: whoever signs by a registry of long ago. */
  @Test
  void leaseOfASnapshotThatLeftTheWindow_isIgnored() {
    Snapshot old = snapshot("old", 0, 36);
    open(old);

    assertThat(judged(lease(0, old, null, nowMs)))
        .isEqualTo(new Verdict.Ignore(Refusal.OUTSIDE_WINDOW));
  }

  /** L-13. */
  @Test
  void leaseOfASnapshotThatDoesNotGovernTheSlot_isRejected() {
    Snapshot next = snapshot("next", 101, 200);
    open(next);

    assertThat(judged(lease(0, next, null, nowMs)))
        .isEqualTo(new Verdict.Reject(Refusal.WRONG_SNAPSHOT));
  }

  /** L-14. */
  @Test
  void leaseOfAProverThatDoesNotProveTheType_isRejected() {
    open(registry.snapshot);

    assertThat(judged(lease(2, registry.snapshot, null, nowMs)))
        .isEqualTo(new Verdict.Reject(Refusal.WRONG_PROOF_TYPE));
  }

  /** L-18: after a reorg over an epoch's border two snapshots govern one slot. */
  @Test
  void childThatNamesAnotherSnapshotThanItsParent_isRejected() {
    Snapshot rival = snapshot("rival", 0, 1_000_000);
    open(rival);
    VerifiedLease parent = lease(0, registry.snapshot, null, nowMs);
    core.apply(new Event.LeaseSeen(parent), nowMs);

    assertThat(judged(lease(1, rival, parent, nowMs)))
        .isEqualTo(new Verdict.Reject(Refusal.WRONG_SNAPSHOT));
  }

  /** B-01, B-03. */
  @Test
  void beatOfABadShapeOrAnotherKey_isRejected() {
    open(registry.snapshot);
    VerifiedLease lease = lease(0, registry.snapshot, null, nowMs);
    core.apply(new Event.LeaseSeen(lease), nowMs);
    VerifiedBeat good = Registry.beat(lease, 100, 0);
    VerifiedBeat stolen =
        new VerifiedBeat(good.digest(), good.beat(), Hash32.ZERO, good.signature());

    assertThat(judged(new Event.BeatSeen(Registry.beat(lease, 100, 1_000_001))))
        .isEqualTo(new Verdict.Reject(Refusal.MALFORMED));
    assertThat(judged(new Event.BeatSeen(stolen)))
        .isEqualTo(new Verdict.Reject(Refusal.WRONG_SIGNER));
  }

  /** */
  @Test
  void secondReleaseAndReleaseOfAProvenTask_areIgnored() {
    open(registry.snapshot);
    VerifiedLease one = lease(0, registry.snapshot, null, nowMs);
    VerifiedLease other = lease(1, registry.snapshot, null, nowMs);
    core.apply(new Event.LeaseSeen(one), nowMs);
    core.apply(new Event.LeaseSeen(other), nowMs);
    core.apply(new Event.ReleaseSeen(released(one, nowMs)), nowMs);

    assertThat(judged(new Event.ReleaseSeen(released(one, nowMs + 1))))
        .isEqualTo(new Verdict.Ignore(Refusal.ALREADY_SEEN));
    var completion = Registry.completion(one, "proof");
    core.apply(new Event.CompletionSeen(completion), nowMs);
    core.apply(new Event.ProofChecked(completion.digest(), Event.ProofVerdict.VALID), nowMs);
    assertThat(judged(new Event.ReleaseSeen(released(other, nowMs))))
        .isEqualTo(new Verdict.Ignore(Refusal.LATCHED));
  }

  private static VerifiedRelease released(VerifiedLease lease, long atMs) {
    return Registry.release(lease, Release.Reason.OVERLOADED, atMs);
  }

  private Snapshot snapshot(String name, long firstSlot, long lastSlot) {
    return new Snapshot(
        Registry.hash(name), 2, firstSlot, lastSlot, Registry.hash(name), registry.provers);
  }

  private void open(Snapshot other) {
    core.apply(new Event.SnapshotKnown(other), EPOCH_MS);
    core.apply(new Event.SnapshotKnown(registry.snapshot), EPOCH_MS);
    core.apply(new Event.TaskOpened(task), nowMs);
  }

  private VerifiedLease lease(
      int prover, Snapshot snapshot, @Nullable VerifiedLease parent, long issuedAtMs) {
    @Nullable VerifiedRelease release = parent == null ? null : released(parent, issuedAtMs);
    return Registry.lease(
        new Lease(
            task.taskId(),
            parent == null ? 1 : 2,
            prover,
            snapshot.id(),
            parent == null ? Hash32.ZERO : parent.digest(),
            parent == null ? Cause.FIRST : Cause.RELEASED,
            release == null ? Hash32.ZERO : release.digest(),
            0,
            1,
            Registry.hash("beat key " + prover),
            issuedAtMs),
        release);
  }

  private Verdict judged(VerifiedLease lease) {
    return judged(new Event.LeaseSeen(lease));
  }

  private Verdict judged(Event event) {
    for (Effect effect : core.apply(event, nowMs)) {
      if (effect instanceof Effect.Judged(Message _, Verdict verdict)) {
        return verdict;
      }
    }
    throw new AssertionError("not judged: " + event);
  }
}
