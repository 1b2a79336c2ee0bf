package network.baton.lease;

import static network.baton.lease.Registry.EPOCH_MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Properties that hold for any messages in any order: merging does not depend on it, every sight
 * gets one verdict, nothing is signed twice, memory is bounded. The seed decides everything.
 */
class LeasePropertyTest {
  private static final int WORLDS = 50;

  /** What a node ends with: for each task its holder and its valid leases. */
  private record Rest(Map<Hash32, String> holders, Map<Hash32, Set<Hash32>> valid) {
    int size() {
      return valid.values().stream().mapToInt(Set::size).sum();
    }

    int takeovers(Crowd crowd) {
      return (int)
          crowd.leases.stream()
              .filter(lease -> lease.lease().term() > 1)
              .filter(lease -> holders.containsValue(Optional.of(lease.digest()).toString()))
              .count();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sameMessagesInAnyOrder_giveTheSameHolderAndTheSameValidLeases(long seed) {
    int takeovers = 0;
    int rejected = 0;
    for (int world = 0; world < WORLDS; world++) {
      Random random = new Random(seed * 1_000_003 + world);
      Crowd crowd = new Crowd(random);
      Rest expected = null;
      for (int order = 0; order < 4; order++) {
        LeaseCore core = new LeaseCore(LeaseSettings.L1_REALTIME, LeaseCore.OBSERVER);
        Rest rest = deliver(core, crowd, random);
        expected = expected == null ? rest : expected;
        assertThat(rest).as("seed %d world %d order %d", seed, world, order).isEqualTo(expected);
      }
      Rest rest = Objects.requireNonNull(expected);
      takeovers += rest.takeovers(crowd);
      rejected += crowd.leases.size() - rest.size();
    }
    assertThat(takeovers).as("the worlds are rich enough").isGreaterThan(WORLDS / 2);
    assertThat(rejected).as("the worlds are rich enough").isGreaterThan(WORLDS / 2);
  }

  /** Shuffles snapshot, tasks and messages with some duplicates, and answers every check. */
  private static Rest deliver(LeaseCore core, Crowd crowd, Random random) {
    List<Event> events = new ArrayList<>();
    events.add(new Event.SnapshotKnown(crowd.registry.snapshot));
    crowd.tasks.forEach(task -> events.add(new Event.TaskOpened(task)));
    for (Message message : crowd.messages) {
      for (int copy = 0; copy <= random.nextInt(2); copy++) {
        events.add(seen(message));
      }
    }
    Collections.shuffle(events, random);
    Map<Hash32, Integer> unjudged = new LinkedHashMap<>();
    long nowMs = EPOCH_MS + 5_000;
    for (Event event : events) {
      nowMs += random.nextInt(4);
      apply(core, event, nowMs, crowd, unjudged);
    }
    apply(core, new Event.Tick(), nowMs + LeaseLimits.HELD_MS_MAX, crowd, unjudged);
    assertThat(unjudged).isEmpty();
    assertThat(core.heldCount()).isZero();
    Map<Hash32, String> holders = new LinkedHashMap<>();
    Map<Hash32, Set<Hash32>> valid = new LinkedHashMap<>();
    for (Task task : crowd.tasks) {
      holders.put(task.taskId(), core.holder(task.taskId()).toString());
      valid.put(task.taskId(), core.validLeases(task.taskId()));
    }
    return new Rest(holders, valid);
  }

  /** Applies an event, counts sights against verdicts, and answers checks at once. */
  private static void apply(
      LeaseCore core, Event event, long nowMs, Crowd crowd, Map<Hash32, Integer> unjudged) {
    Hash32 sight = digest(event);
    if (sight != null) {
      unjudged.merge(sight, 1, Integer::sum);
    }
    for (Effect effect : core.apply(event, nowMs)) {
      if (effect instanceof Effect.Judged(Message judgedMessage, Verdict _)) {
        Hash32 digest = judgedMessage.digest();
        assertThat(unjudged).containsKey(digest);
        unjudged.computeIfPresent(digest, (_, count) -> count > 1 ? count - 1 : null);
      }
      if (effect instanceof Effect.VerifyProof check) {
        ProofVerdict verdict = crowd.verdict(check.completion());
        Event answer = new Event.ProofChecked(check.completion().digest(), verdict);
        apply(core, answer, nowMs, crowd, unjudged);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void everySight_getsExactlyOneVerdict_alsoWhenTasksComeAndGo(long seed) {
    for (int world = 0; world < WORLDS; world++) {
      Random random = new Random(seed * 1_000_003 + world);
      Crowd crowd = new Crowd(random);
      LeaseSettings settings = LeaseSettings.L1_REALTIME.withKeepSlots(2);
      LeaseCore core = new LeaseCore(settings, 0);
      Map<Hash32, Integer> unjudged = new LinkedHashMap<>();
      Chaos chaos = new Chaos(core, crowd, random);
      for (int step = 0; step < 150; step++) {
        for (Event event : chaos.next()) {
          Hash32 sight = digest(event);
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

  private static Event seen(Message message) {
    return switch (message) {
      case VerifiedLease lease -> new Event.LeaseSeen(lease);
      case VerifiedBeat beat -> new Event.BeatSeen(beat);
      case VerifiedRelease release -> new Event.ReleaseSeen(release);
      case VerifiedCompletion completion -> new Event.CompletionSeen(completion);
      case VerifiedReady ready -> new Event.ReadySeen(ready);
      case VerifiedPass pass -> new Event.PassSeen(pass);
    };
  }

  private static @Nullable Hash32 digest(Event event) {
    return switch (event) {
      case Event.LeaseSeen(VerifiedLease lease) -> lease.digest();
      case Event.BeatSeen(VerifiedBeat beat) -> beat.digest();
      case Event.ReleaseSeen(VerifiedRelease release) -> release.digest();
      case Event.CompletionSeen(VerifiedCompletion completion) -> completion.digest();
      default -> null;
    };
  }

  /** A random network and what its provers, honest or not, say about a few tasks. */
  private static final class Crowd {
    final Registry registry;
    final List<Task> tasks = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();
    private final Random random;
    private final Set<Hash32> invalid = new TreeSet<>();
    private final List<VerifiedLease> leases = new ArrayList<>();
    private long nonce;

    Crowd(Random random) {
      this.random = random;
      List<Prover> provers = new ArrayList<>();
      int count = 2 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        int operator = random.nextInt(8) == 0 ? 0 : i;
        provers.add(Registry.prover(i, operator, 2, 2_000 + random.nextInt(4) * 1_000));
      }
      registry = new Registry(provers, Registry.hash("seed " + random.nextLong()), 12_000, 10_000);
      int taskCount = 1 + random.nextInt(3);
      for (int i = 0; i < taskCount; i++) {
        tasks.add(registry.task(1 + i % 2, i < 2 ? Registry.TYPE_X : Registry.TYPE_Y));
      }
      for (int prover = 0; prover < count; prover++) {
        // One message a prover and task: the bounds on holding must not decide this test.
        for (Task task : tasks) {
          if (random.nextInt(5) > 0) {
            speak(prover, task);
          }
        }
      }
      Collections.shuffle(messages, random);
    }

    ProofVerdict verdict(VerifiedCompletion completion) {
      return invalid.contains(completion.digest()) ? ProofVerdict.INVALID : ProofVerdict.VALID;
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
        Lease other = lease.lease();
        messages.add(
            Registry.lease(
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
                lease.evidence()));
      }
    }

    private VerifiedLease first(int prover, Task task) {
      return lease(prover, task, 1, Hash32.ZERO, Cause.FIRST, null, task.slotStartMs() + 40);
    }

    private VerifiedLease next(int prover, Task task, VerifiedLease parent) {
      int term = parent.lease().term() + 1;
      long parentMs = parent.lease().issuedAtMs();
      // Now and then too early: invalid in every order.
      long jitterMs = random.nextInt(6) == 0 ? -1 : random.nextInt(100);
      return switch (random.nextInt(4)) {
        case 0 -> {
          VerifiedRelease release =
              Registry.release(parent, Release.Reason.PROVER_FAILED, parentMs + 50);
          yield lease(
              prover, task, term, parent.digest(), Cause.RELEASED, release, parentMs + jitterMs);
        }
        case 1 -> {
          VerifiedCompletion failed = Registry.completion(parent, "proof of " + parent.digest());
          if (random.nextInt(3) > 0) {
            invalid.add(failed.digest());
          }
          yield lease(
              prover, task, term, parent.digest(), Cause.FAILED, failed, parentMs + jitterMs);
        }
        case 2 -> {
          long sequence = parentMs - task.slotStartMs() + 500;
          VerifiedBeat beat = Registry.beat(parent, sequence, 1);
          long atMs = task.slotStartMs() + sequence + 1_700 + jitterMs;
          yield lease(prover, task, term, parent.digest(), Cause.SILENT, beat, atMs);
        }
        default ->
            lease(
                prover,
                task,
                term,
                parent.digest(),
                Cause.SILENT,
                null,
                parentMs + 1_700 + jitterMs);
      };
    }

    private VerifiedLease lease(
        int prover,
        Task task,
        int term,
        Hash32 prev,
        Cause cause,
        @Nullable Message evidence,
        long issuedAtMs) {
      // Now and then the nonce before is used again: equivocation across tasks.
      nonce += random.nextInt(12) == 0 ? 0 : 1;
      return Registry.lease(
          new Lease(
              task.taskId(),
              term,
              prover,
              registry.snapshot.id(),
              prev,
              cause,
              evidence == null ? Hash32.ZERO : evidence.digest(),
              random.nextInt(2),
              Math.max(1, nonce),
              Registry.hash("beat key " + prover),
              issuedAtMs),
          evidence);
    }
  }

  /** A node's life with everything at random: peers, clock, reorgs, answers that come late. */
  private static final class Chaos {
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
                : List.of(seen(crowd.messages.get(random.nextInt(crowd.messages.size()))));
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
            List.of(
                new Event.ReleaseSeen(Registry.release(lease, Release.Reason.OVERLOADED, nowMs)));
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
}
