package network.baton.lease;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import org.jspecify.annotations.Nullable;

/** A random network and what its provers, honest or not, say about a few tasks. */
final class Crowd {
  final Registry registry;
  final List<Task> tasks = new ArrayList<>();
  final List<Message> messages = new ArrayList<>();
  final List<VerifiedLease> leases = new ArrayList<>();
  private final Random random;
  private final Set<Hash32> invalid = new TreeSet<>();
  private long nonce;

  /**
   * Makes the messages. At most two of one signer wait for one thing at a time: the bounds on
   * holding, at which sets may differ, must not decide.
   */
  Crowd(Random random) {
    this.random = random;
    List<Prover> provers = new ArrayList<>();
    int count = 2 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      int operator = random.nextInt(8) == 0 ? 0 : i;
      int promiseMs = 2_000 + random.nextInt(4) * 2_100;
      provers.add(Registry.prover(i, operator, 2, 20 + random.nextInt(20), promiseMs));
    }
    registry = new Registry(provers, Registry.hash("seed " + random.nextLong()), 12_000, 10_000);
    int taskCount = 1 + random.nextInt(3);
    for (int i = 0; i < taskCount; i++) {
      tasks.add(registry.task(1 + i % 2, i < 2 ? Registry.TYPE_X : Registry.TYPE_Y));
    }
    for (int prover = 0; prover < count; prover++) {
      for (Task task : tasks) {
        if (random.nextInt(5) > 0) {
          speak(prover, task);
        } else if (random.nextBoolean()) {
          messages.add(Registry.pass(new Pass(task.taskId(), prover)));
        }
      }
    }
    Collections.shuffle(messages, random);
  }

  ProofVerdict verdict(VerifiedCompletion completion) {
    return invalid.contains(completion.digest()) ? ProofVerdict.INVALID : ProofVerdict.VALID;
  }

  static Event seen(Message message) {
    return switch (message) {
      case VerifiedLease lease -> new Event.LeaseSeen(lease);
      case VerifiedBeat beat -> new Event.BeatSeen(beat);
      case VerifiedRelease release -> new Event.ReleaseSeen(release);
      case VerifiedCompletion completion -> new Event.CompletionSeen(completion);
      case VerifiedReady ready -> new Event.ReadySeen(ready);
      case VerifiedPass pass -> new Event.PassSeen(pass);
    };
  }

  /** The digest of the message that an event brings from outside; null for any other event. */
  static @Nullable Hash32 sight(Event event) {
    return switch (event) {
      case Event.LeaseSeen(VerifiedLease lease) -> lease.digest();
      case Event.BeatSeen(VerifiedBeat beat) -> beat.digest();
      case Event.ReleaseSeen(VerifiedRelease release) -> release.digest();
      case Event.CompletionSeen(VerifiedCompletion completion) -> completion.digest();
      case Event.ReadySeen(VerifiedReady ready) -> ready.digest();
      case Event.PassSeen(VerifiedPass pass) -> pass.digest();
      default -> null;
    };
  }

  private void speak(int prover, Task task) {
    List<VerifiedLease> parents =
        leases.stream().filter(lease -> lease.lease().taskId().equals(task.taskId())).toList();
    VerifiedLease lease =
        parents.isEmpty() || random.nextInt(3) == 0
            ? first(prover, task)
            : next(prover, task, parents.get(random.nextInt(parents.size())));
    leases.add(lease);
    messages.add(lease);
    if (random.nextInt(6) == 0) { // equivocation: one more lease for the same term
      messages.add(variant(lease));
    }
    if (random.nextInt(5) == 0) {
      long issuedAtMs = lease.lease().issuedAtMs() + 60;
      messages.add(Registry.release(lease, Release.Reason.SHUTDOWN, issuedAtMs));
    }
    if (random.nextInt(6) == 0) {
      VerifiedCompletion completion = Registry.completion(lease, "said of " + lease.digest());
      if (random.nextBoolean()) {
        invalid.add(completion.digest());
      }
      messages.add(completion);
    }
  }

  private static VerifiedLease variant(VerifiedLease lease) {
    Lease other = lease.lease();
    return Registry.lease(
        new Lease(
            other.taskId(),
            other.term(),
            other.prover(),
            other.snapshotId(),
            other.prev(),
            other.cause(),
            other.evidence(),
            other.lane(),
            other.nonce() + 1_000,
            other.beatKey(),
            other.issuedAtMs() + 1),
        lease.evidence());
  }

  private VerifiedLease first(int prover, Task task) {
    return lease(prover, task, null, Cause.FIRST, null, task.slotStartMs() + 40);
  }

  private VerifiedLease next(int prover, Task task, VerifiedLease parent) {
    long parentMs = parent.lease().issuedAtMs();
    // Now and then too early: invalid in every order.
    long jitterMs = random.nextInt(6) == 0 ? -1 : random.nextInt(100);
    long sequence = parentMs - task.slotStartMs() + 500 + random.nextInt(2_000);
    long beatMs = task.slotStartMs() + sequence;
    VerifiedBeat beat = Registry.beat(parent, sequence, random.nextInt(4) * 100_000);
    return switch (random.nextInt(8)) {
      case 0 -> {
        VerifiedRelease release =
            Registry.release(parent, Release.Reason.PROVER_FAILED, parentMs + 50);
        yield lease(prover, task, parent, Cause.RELEASED, release, parentMs + jitterMs);
      }
      case 1 -> {
        VerifiedCompletion failed = Registry.completion(parent, "proof of " + parent.digest());
        if (random.nextInt(3) > 0) {
          invalid.add(failed.digest());
        }
        yield lease(prover, task, parent, Cause.FAILED, failed, parentMs + jitterMs);
      }
      case 2 -> lease(prover, task, parent, Cause.SILENT, beat, beatMs + 1_700 + jitterMs);
      case 3 -> lease(prover, task, parent, Cause.SILENT, null, parentMs + 1_700 + jitterMs);
      case 4 -> lease(prover, task, parent, Cause.FROZEN, beat, beatMs + 2_000 + jitterMs);
      case 5 -> lease(prover, task, parent, Cause.LATE, beat, beatMs + jitterMs);
      case 6 -> {
        long earlyMs = task.slotStartMs() + random.nextInt(10_000);
        yield lease(prover, task, parent, Cause.HEDGE, null, Math.max(parentMs, earlyMs));
      }
      default -> {
        VerifiedLease later = leases.get(random.nextInt(leases.size())).withoutEvidence();
        yield lease(prover, task, parent, Cause.RELEASED, later, parentMs + jitterMs);
      }
    };
  }

  private VerifiedLease lease(
      int prover,
      Task task,
      @Nullable VerifiedLease parent,
      Cause cause,
      @Nullable Message evidence,
      long issuedAtMs) {
    // Now and then the nonce before is used again: equivocation across tasks.
    nonce += random.nextInt(12) == 0 ? 0 : 1;
    return Registry.lease(
        new Lease(
            task.taskId(),
            parent == null ? 1 : parent.lease().term() + 1,
            prover,
            registry.snapshot.id(),
            parent == null ? Hash32.ZERO : parent.digest(),
            cause,
            evidence == null ? Hash32.ZERO : evidence.digest(),
            random.nextInt(2),
            Math.max(1, nonce),
            Registry.hash("beat key " + prover),
            issuedAtMs),
        evidence);
  }
}
