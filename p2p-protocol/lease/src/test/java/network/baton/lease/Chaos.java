package network.baton.lease;

import static network.baton.lease.Registry.EPOCH_MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Message.VerifiedLease;

/** A node's life with everything at random: peers, clock, reorgs, answers that come late. */
final class Chaos {
  private final LeaseCore core;
  private final Crowd crowd;
  private final Random random;
  private final List<Event> answers = new ArrayList<>();
  private final Set<String> signed = new LinkedHashSet<>();
  private final List<VerifiedLease> ownLeases = new ArrayList<>();
  private final int self;
  private boolean signedTwice;
  private long nowMs = EPOCH_MS - 100;

  Chaos(LeaseCore core, Crowd crowd, Random random) {
    this.core = core;
    this.crowd = crowd;
    this.random = random;
    this.self = 0;
    answers.add(new Event.SnapshotKnown(crowd.registry.snapshot));
    answers.add(new Event.ClaimingAllowed(true));
    answers.add(new Event.CapacityChanged(Registry.TYPE_X, 1));
    answers.add(new Event.CapacityChanged(Registry.TYPE_Y, 1));
  }

  boolean signedTwice() {
    return signedTwice;
  }

  List<Event> next() {
    nowMs += random.nextInt(300);
    if (!answers.isEmpty() && random.nextInt(3) > 0) {
      return List.of(answers.remove(random.nextInt(answers.size())));
    }
    Task task = crowd.tasks.get(random.nextInt(crowd.tasks.size()));
    Hash32 block = task.blockHash();
    return switch (random.nextInt(12)) {
      case 0, 1 -> List.of(new Event.TaskOpened(task));
      case 2 -> List.of(new Event.BlockOrphaned(block));
      case 3 -> List.of(new Event.Tick());
      case 4 ->
          List.of(
              new Event.TaskOpened(
                  crowd.registry.task(1 + random.nextInt(4), Registry.TYPE_X, "new " + nowMs)));
      case 5 -> List.of(new Event.CapacityChanged(task.proofType(), random.nextInt(3)));
      case 6, 7 -> speakOf();
      default ->
          crowd.messages.isEmpty()
              ? List.of(new Event.Tick())
              : List.of(Crowd.seen(crowd.messages.get(random.nextInt(crowd.messages.size()))));
    };
  }

  private List<Event> speakOf() {
    List<VerifiedLease> leases =
        ownLeases.isEmpty() || random.nextBoolean() ? crowd.leases : ownLeases;
    if (leases.isEmpty()) {
      return List.of();
    }
    VerifiedLease lease = leases.get(random.nextInt(leases.size()));
    return switch (random.nextInt(4)) {
      case 0 -> List.of(new Event.BeatSeen(Registry.beat(lease, random.nextInt(12_000), 10)));
      case 1 ->
          List.of(new Event.ReleaseSeen(Registry.release(lease, Release.Reason.OVERLOADED, nowMs)));
      case 2 ->
          List.of(
              new Event.CompletionSeen(Registry.completion(lease, "proof " + random.nextInt(3))));
      default -> List.of(new Event.LeaseSeen(lease));
    };
  }

  List<Hash32> apply(Event event) {
    List<Hash32> judged = new ArrayList<>();
    for (Effect effect : core.apply(event, nowMs)) {
      switch (effect) {
        case Effect.Judged(Message message, Verdict _) -> judged.add(message.digest());
        case Effect.SignLease asked -> sign(asked);
        case Effect.SignRelease(Release release) ->
            answers.add(new Event.ReleaseSigned(Registry.release(release, self)));
        case Effect.SignCompletion(Completion completion) ->
            answers.add(new Event.CompletionSigned(Registry.completion(completion, self)));
        case Effect.StartProof(Task _, VerifiedLease lease) ->
            answers.add(
                random.nextBoolean()
                    ? new Event.ProofMade(lease.digest(), Registry.hash("own"), 288)
                    : new Event.ProverFailed(lease.digest(), Release.Reason.PROVER_FAILED));
        case Effect.VerifyProof check -> {
          ProofVerdict verdict = List.of(ProofVerdict.values()).get(random.nextInt(3));
          answers.add(new Event.ProofChecked(check.completion().digest(), verdict));
        }
        default -> {}
      }
    }
    assertThat(core.nextWakeMs()).isGreaterThan(nowMs);
    assertThat(core.heldCount()).isLessThanOrEqualTo(LeaseLimits.HELD_MAX);
    return judged;
  }

  private void sign(Effect.SignLease asked) {
    LeaseDraft draft = asked.draft();
    signedTwice |= !signed.add(draft.taskId() + " " + draft.term());
    signedTwice |= !signed.add("nonce " + asked.epoch() + " " + draft.nonce());
    VerifiedLease lease = Registry.sign(draft, asked.evidence());
    ownLeases.add(lease);
    answers.add(
        random.nextInt(8) == 0
            ? new Event.LeaseRefused(draft, "at random")
            : new Event.LeaseSigned(lease));
  }

  /** Answers what is open and lets all holds end. */
  List<Hash32> finish() {
    List<Hash32> judged = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      while (!answers.isEmpty()) {
        judged.addAll(apply(answers.removeFirst()));
      }
      nowMs += LeaseLimits.HELD_MS_MAX;
      judged.addAll(apply(new Event.Tick()));
    }
    return judged;
  }
}
