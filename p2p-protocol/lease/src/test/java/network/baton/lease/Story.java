package network.baton.lease;

import static network.baton.lease.Registry.EPOCH_MS;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import org.jspecify.annotations.Nullable;

/**
 * One core, played by commands and shown as lines of text. The format is described in {@code
 * src/test/resources/testdata/README.md}.
 */
final class Story {
  private final Queue<Effect.SignLease> leasesToSign = new ArrayDeque<>();
  private final Queue<Release> releasesToSign = new ArrayDeque<>();
  private final Queue<Completion> completionsToSign = new ArrayDeque<>();
  private Registry registry = Registry.inOrder(Registry.equalProvers(4), 12_000, 10_000);
  private StoryCast cast = new StoryCast(registry);
  private LeaseCore core = new LeaseCore(LeaseSettings.L1_REALTIME, LeaseCore.OBSERVER);
  private int self = LeaseCore.OBSERVER;
  private @Nullable Ready readyToSign;
  private @Nullable Pass passToSign;

  /** Plays one command and answers the lines to show. */
  List<String> play(String command) {
    String[] words = command.trim().split("\\s+");
    if (words[0].equals("network")) {
      return network(new Words(words, 1));
    }
    if (words[0].equals("make")) {
      cast.make(words[1], words[2], new Words(words, 3));
      return List.of();
    }
    if (!words[0].equals("at")) {
      throw new IllegalArgumentException("no such command: " + command);
    }
    long nowMs = EPOCH_MS + Long.parseLong(words[1]);
    Event event = event(words[2], words, nowMs);
    List<String> lines = new ArrayList<>();
    for (Effect effect : core.apply(event, nowMs)) {
      lines.add(show(effect));
    }
    return lines;
  }

  /** When the core wants to be woken, as the last line of every output. */
  String wake() {
    long wakeMs = core.nextWakeMs();
    return wakeMs == Long.MAX_VALUE ? "wake never" : "wake " + (wakeMs - EPOCH_MS);
  }

  private List<String> network(Words words) {
    String selfName = words.get("self", "nobody");
    self = StoryCast.PROVERS.indexOf(selfName);
    int count = words.number("provers", 4);
    List<Prover> provers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = StoryCast.PROVERS.get(i);
      int operator =
          words.has("operator." + name)
              ? StoryCast.PROVERS.indexOf(words.get("operator." + name, name))
              : i;
      provers.add(
          Registry.prover(
              i,
              operator,
              words.number("capacity", 2),
              words.number("quota", (int) Registry.QUOTA),
              words.number("promise." + name, words.number("promise", 5_000))));
    }
    registry =
        Registry.inOrder(provers, words.number("slot", 12_000), words.number("deadline", 10_000));
    cast = new StoryCast(registry);
    LeaseSettings base = LeaseSettings.L1_REALTIME;
    LeaseSettings settings =
        base.with(
            timing -> {
              timing.fitPercent = words.number("fit", 85);
              timing.hedgePercent = words.number("heavy", 80);
              timing.safePercent = words.number("safe", 110);
              timing.hedgeAll = words.has("hedge-all");
              timing.hedgeFitPercent = words.number("hedge-fit", 100);
              timing.keepSlots = words.number("keep", base.keepSlots());
              timing.absentWaitMs = words.has("beacons") ? base.absentWaitMs() : base.rankWaitMs();
              timing.order = words.has("rollup") ? ClaimOrder.HEAD_OF_CHAIN : base.order();
            });
    core = new LeaseCore(settings, self);
    if (words.has("newcomers")) {
      core.apply(
          new Event.SnapshotKnown(
              new Snapshot(Registry.hash("before"), 0, 0, 0, Hash32.ZERO, List.of())),
          EPOCH_MS - 2_000);
    }
    if (!words.has("bare")) {
      core.apply(new Event.SnapshotKnown(registry.snapshot), EPOCH_MS - 2_000);
      core.apply(new Event.CapacityChanged(Registry.TYPE_X, 1), EPOCH_MS - 2_000);
      core.apply(new Event.CapacityChanged(Registry.TYPE_Y, 1), EPOCH_MS - 2_000);
      core.apply(new Event.ClaimingAllowed(true), EPOCH_MS - 2_000);
    }
    return List.of();
  }

  private Event event(String verb, String[] words, long nowMs) {
    String name = words.length > 3 ? words[3] : "";
    Words rest = new Words(words, Math.min(4, words.length));
    return switch (verb) {
      case "tick" -> new Event.Tick();
      case "snapshot-known" -> new Event.SnapshotKnown(registry.snapshot);
      case "task-opened" ->
          new Event.TaskOpened(
              rest.has("needs")
                  ? cast.task(name).withNeeds(List.of(cast.task(rest.get("needs", "")).taskId()))
                  : cast.task(name));
      case "orphaned" -> new Event.BlockOrphaned(cast.task(name).blockHash());
      case "claiming" -> new Event.ClaimingAllowed(Boolean.parseBoolean(name));
      case "capacity" -> new Event.CapacityChanged(StoryCast.type(name), rest.number("free", 0));
      case "lease-seen" -> new Event.LeaseSeen((VerifiedLease) cast.made("lease", name, rest));
      case "beat-seen" -> new Event.BeatSeen((VerifiedBeat) cast.made("beat", name, rest));
      case "release-seen" ->
          new Event.ReleaseSeen((VerifiedRelease) cast.made("release", name, rest));
      case "completion-seen" ->
          new Event.CompletionSeen((VerifiedCompletion) cast.made("completion", name, rest));
      case "proof-checked" ->
          new Event.ProofChecked(cast.message(name).digest(), Event.ProofVerdict.valueOf(words[4]));
      case "lease-signed" -> leaseSigned(name);
      case "lease-refused" ->
          new Event.LeaseRefused(leasesToSign.remove().draft(), "the story says so");
      case "release-signed" -> {
        VerifiedRelease release = Registry.release(releasesToSign.remove(), self);
        yield new Event.ReleaseSigned((VerifiedRelease) cast.named(name, release));
      }
      case "completion-signed" -> {
        VerifiedCompletion completion = Registry.completion(completionsToSign.remove(), self);
        yield new Event.CompletionSigned((VerifiedCompletion) cast.named(name, completion));
      }
      case "proof-made" ->
          new Event.ProofMade(cast.message(name).digest(), Registry.hash(words[4]), 288);
      case "prover-failed" ->
          new Event.ProverFailed(cast.message(name).digest(), Release.Reason.valueOf(words[4]));
      case "ready-seen" -> new Event.ReadySeen((VerifiedReady) cast.made("ready", name, rest));
      case "pass-seen" -> new Event.PassSeen((VerifiedPass) cast.made("pass", name, rest));
      case "ready-signed" -> {
        VerifiedReady ready = Registry.ready(Objects.requireNonNull(readyToSign));
        yield new Event.ReadySigned((VerifiedReady) cast.named(name, ready));
      }
      case "pass-signed" -> {
        VerifiedPass pass = Registry.pass(Objects.requireNonNull(passToSign));
        yield new Event.PassSigned((VerifiedPass) cast.named(name, pass));
      }
      case "restored" -> restored(new Words(words, 3));
      default -> throw new IllegalArgumentException("no such event: " + verb + " at " + nowMs);
    };
  }

  private Event restored(Words rest) {
    return new Event.Restored(
        Arrays.stream(rest.get("leases", "").split(","))
            .filter(lease -> !lease.isEmpty())
            .map(lease -> (VerifiedLease) cast.message(lease))
            .toList(),
        rest.number("epoch", 1),
        rest.number("nonce", 0),
        rest.number("slot-low", 0));
  }

  private Event leaseSigned(String name) {
    Effect.SignLease asked = leasesToSign.remove();
    VerifiedLease lease = Registry.sign(asked.draft(), asked.evidence());
    return new Event.LeaseSigned((VerifiedLease) cast.named(name, lease));
  }

  private String show(Effect effect) {
    return switch (effect) {
      case Effect.SignLease asked -> showDraft(asked);
      case Effect.SignRelease(Release release) -> {
        releasesToSign.add(release);
        yield "sign-release of=" + cast.name(release.leaseDigest()) + " " + release.reason();
      }
      case Effect.SignCompletion(Completion completion) -> {
        completionsToSign.add(completion);
        yield "sign-completion of=" + cast.name(completion.leaseDigest());
      }
      case Effect.SignReady(Ready ready) -> {
        readyToSign = ready;
        yield "sign-ready slot=" + ready.slot() + " types=" + ready.proofTypes().size();
      }
      case Effect.SignPass(Pass pass) -> {
        passToSign = pass;
        yield "sign-pass " + cast.taskName(pass.taskId());
      }
      case Effect.Publish(Message message) -> "publish " + cast.name(message.digest());
      case Effect.StartProof(Task task, VerifiedLease lease) ->
          "start-proof " + cast.name(task) + " " + cast.name(lease.digest());
      case Effect.CancelProof(Hash32 lease, String why) ->
          "cancel-proof " + cast.name(lease) + " " + why;
      case Effect.StopBeating(Hash32 lease) -> "stop-beating " + cast.name(lease);
      case Effect.VerifyProof(Task task, VerifiedLease lease, VerifiedCompletion completion) ->
          "verify-proof "
              + cast.name(task)
              + " "
              + cast.name(lease.digest())
              + " "
              + cast.name(completion.digest());
      case Effect.Latched(
              Task task,
              VerifiedLease lease,
              VerifiedCompletion completion,
              boolean own) ->
          "latched "
              + cast.name(task)
              + " by "
              + cast.name(lease.digest())
              + " "
              + cast.name(completion.digest())
              + (own ? " own" : "");
      case Effect.LeaseAdded(Task task, VerifiedLease lease) ->
          "added " + cast.name(task) + " " + cast.name(lease.digest());
      case Effect.HolderChanged(Task task, VerifiedLease holder) ->
          "holder "
              + cast.name(task)
              + " "
              + cast.name(holder.digest())
              + " "
              + StoryCast.PROVERS.get(holder.lease().prover());
      case Effect.Judged(Message message, Verdict verdict) ->
          "judged "
              + cast.name(message.digest())
              + switch (verdict) {
                case Verdict.Accept() -> " accept";
                case Verdict.Ignore(Refusal reason) -> " ignore " + reason;
                case Verdict.Reject(Refusal reason) -> " reject " + reason;
              };
      case Effect.Equivocated(VerifiedLease one, VerifiedLease other) ->
          "equivocated " + cast.name(one.digest()) + " " + cast.name(other.digest());
      case Effect.BlockProven(Hash32 _, long slot) -> "block-proven slot=" + slot;
      case Effect.Doppelganger(Task task, VerifiedLease lease) ->
          "doppelganger " + cast.name(task) + " " + cast.name(lease.digest());
      case Effect.DeadlineMissed(Task task) -> "missed " + cast.name(task);
      case Effect.TaskClosed(Task task, String why) -> "closed " + cast.name(task) + " " + why;
    };
  }

  private String showDraft(Effect.SignLease asked) {
    leasesToSign.add(asked);
    LeaseDraft draft = asked.draft();
    return "sign-lease "
        + cast.name(asked.task())
        + " term="
        + draft.term()
        + " prev="
        + cast.name(draft.prev())
        + " cause="
        + draft.cause()
        + " evidence="
        + cast.name(draft.evidence())
        + " lane="
        + draft.lane()
        + " nonce="
        + draft.nonce()
        + " issued="
        + (draft.issuedAtMs() - EPOCH_MS);
  }
}
