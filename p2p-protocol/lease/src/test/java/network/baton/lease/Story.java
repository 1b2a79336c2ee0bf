package network.baton.lease;

import static network.baton.lease.Registry.EPOCH_MS;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final List<String> NAMES = List.of("alice", "bob", "carol", "dave", "erin");

  private final Map<String, Message> messages = new LinkedHashMap<>();
  private final Map<Hash32, String> names = new LinkedHashMap<>();
  private final Map<Hash32, String> tasks = new LinkedHashMap<>();
  private final Queue<Effect.SignLease> leasesToSign = new ArrayDeque<>();
  private final Queue<Release> releasesToSign = new ArrayDeque<>();
  private final Queue<Completion> completionsToSign = new ArrayDeque<>();
  private Registry registry = Registry.inOrder(Registry.equalProvers(4), 12_000, 10_000);
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
      make(words[1], words[2], new Words(words, 3));
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
    self = NAMES.indexOf(selfName);
    int count = words.number("provers", 4);
    List<Prover> provers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = NAMES.get(i);
      int operator =
          words.has("operator." + name) ? NAMES.indexOf(words.get("operator." + name, name)) : i;
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
    LeaseSettings base = LeaseSettings.L1_REALTIME;
    LeaseSettings settings =
        (words.has("rollup") ? inOrder(base) : base)
            .withHedging(
                words.number("fit", 85),
                words.number("heavy", 80),
                words.number("safe", 110),
                words.has("hedge-all"),
                words.number("hedge-fit", 100))
            .withKeepSlots(words.number("keep", base.keepSlots()))
            .withAbsentWaitMs(words.has("beacons") ? base.absentWaitMs() : base.rankWaitMs());
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

  private static LeaseSettings inOrder(LeaseSettings base) {
    return base.withOrder(ClaimOrder.HEAD_OF_CHAIN, 1);
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
                  ? task(name).withNeeds(List.of(task(rest.get("needs", "")).taskId()))
                  : task(name));
      case "orphaned" -> new Event.BlockOrphaned(task(name).blockHash());
      case "claiming" -> new Event.ClaimingAllowed(Boolean.parseBoolean(name));
      case "capacity" -> new Event.CapacityChanged(type(name), rest.number("free", 0));
      case "lease-seen" -> new Event.LeaseSeen((VerifiedLease) made("lease", name, rest));
      case "beat-seen" -> new Event.BeatSeen((VerifiedBeat) made("beat", name, rest));
      case "release-seen" -> new Event.ReleaseSeen((VerifiedRelease) made("release", name, rest));
      case "completion-seen" ->
          new Event.CompletionSeen((VerifiedCompletion) made("completion", name, rest));
      case "proof-checked" ->
          new Event.ProofChecked(message(name).digest(), Event.ProofVerdict.valueOf(words[4]));
      case "lease-signed" -> leaseSigned(name);
      case "lease-refused" ->
          new Event.LeaseRefused(leasesToSign.remove().draft(), "the story says so");
      case "release-signed" -> {
        VerifiedRelease release = Registry.release(releasesToSign.remove(), self);
        yield new Event.ReleaseSigned((VerifiedRelease) named(name, release));
      }
      case "completion-signed" -> {
        VerifiedCompletion completion = Registry.completion(completionsToSign.remove(), self);
        yield new Event.CompletionSigned((VerifiedCompletion) named(name, completion));
      }
      case "proof-made" ->
          new Event.ProofMade(message(name).digest(), Registry.hash(words[4]), 288);
      case "prover-failed" ->
          new Event.ProverFailed(message(name).digest(), Release.Reason.valueOf(words[4]));
      case "ready-seen" -> new Event.ReadySeen((VerifiedReady) made("ready", name, rest));
      case "pass-seen" -> new Event.PassSeen((VerifiedPass) made("pass", name, rest));
      case "ready-signed" -> {
        VerifiedReady ready = Registry.ready(Objects.requireNonNull(readyToSign));
        yield new Event.ReadySigned((VerifiedReady) named(name, ready));
      }
      case "pass-signed" -> {
        VerifiedPass pass = Registry.pass(Objects.requireNonNull(passToSign));
        yield new Event.PassSigned((VerifiedPass) named(name, pass));
      }
      case "restored" -> restored(new Words(words, 3));
      default -> throw new IllegalArgumentException("no such event: " + verb + " at " + nowMs);
    };
  }

  private Event restored(Words rest) {
    return new Event.Restored(
        Arrays.stream(rest.get("leases", "").split(","))
            .filter(lease -> !lease.isEmpty())
            .map(lease -> (VerifiedLease) message(lease))
            .toList(),
        rest.number("epoch", 1),
        rest.number("nonce", 0),
        rest.number("slot-low", 0));
  }

  private Event leaseSigned(String name) {
    Effect.SignLease asked = leasesToSign.remove();
    VerifiedLease lease = Registry.sign(asked.draft(), asked.evidence());
    return new Event.LeaseSigned((VerifiedLease) named(name, lease));
  }

  /** A task is named by type and slot: {@code x1}, {@code y1}; {@code x1b} is on a rival block. */
  private Task task(String name) {
    boolean rival = name.endsWith("b");
    int slot = Integer.parseInt(name.substring(1, name.length() - (rival ? 1 : 0)));
    Task task = registry.task(slot, type(name), rival ? "rival block " + slot : "block " + slot);
    tasks.put(task.taskId(), name);
    return task;
  }

  private static Hash32 type(String name) {
    return name.startsWith("y") ? Registry.TYPE_Y : Registry.TYPE_X;
  }

  private Message made(String kind, String name, Words words) {
    Message known = messages.get(name);
    return known == null || !words.isEmpty() ? make(kind, name, words) : known;
  }

  private Message make(String kind, String name, Words words) {
    return named(
        name,
        switch (kind) {
          case "lease" -> makeLease(words);
          case "beat" -> {
            VerifiedLease lease = (VerifiedLease) message(words.get("on", ""));
            yield Registry.beat(
                lease,
                new Beat(
                    lease.digest(),
                    words.number("seq", 0),
                    words.number("stage", 0),
                    words.number("ppm", 0),
                    words.has("finish") ? EPOCH_MS + words.number("finish", 0) : 0));
          }
          case "release" -> {
            VerifiedLease lease = (VerifiedLease) message(words.get("of", ""));
            Release release =
                new Release(
                    lease.digest(),
                    Release.Reason.PROVER_FAILED,
                    EPOCH_MS + words.number("issued", 0));
            yield Registry.release(release, prover(words, lease.lease().prover()));
          }
          case "completion" -> {
            VerifiedLease lease = (VerifiedLease) message(words.get("of", ""));
            Completion completion =
                new Completion(
                    lease.digest(),
                    Registry.hash(words.get("proof", "proof")),
                    words.number("size", 288));
            yield Registry.completion(completion, prover(words, lease.lease().prover()));
          }
          case "ready" -> {
            List<Hash32> types =
                words.has("none")
                    ? List.of()
                    : List.of(Registry.TYPE_X, Registry.TYPE_Y).stream().sorted().toList();
            yield signedBy(words, new Ready(prover(words, 0), words.number("slot", 1), types));
          }
          case "pass" ->
              signedBy(words, new Pass(task(words.get("task", "x1")).taskId(), prover(words, 0)));
          default -> throw new IllegalArgumentException("no such message: " + kind);
        });
  }

  private VerifiedLease makeLease(Words words) {
    String prev = words.get("prev", "");
    @Nullable VerifiedLease parent = prev.isEmpty() ? null : (VerifiedLease) message(prev);
    String evidence = words.get("evidence", "");
    @Nullable Message cited = evidence.isEmpty() ? null : message(evidence);
    int prover = prover(words, -1);
    Lease lease =
        new Lease(
            task(words.get("task", "x1")).taskId(),
            words.number("term", parent == null ? 1 : parent.lease().term() + 1),
            prover,
            words.has("snapshot")
                ? Registry.hash(words.get("snapshot", ""))
                : registry.snapshot.id(),
            parent == null ? Hash32.ZERO : parent.digest(),
            Cause.valueOf(words.get("cause", parent == null ? "FIRST" : "SILENT")),
            cited == null ? Hash32.ZERO : cited.digest(),
            words.number("lane", 0),
            words.number("nonce", 1),
            Registry.hash("beat key " + prover + words.get("beatkey", "")),
            EPOCH_MS + words.number("issued", 0));
    VerifiedLease message = Registry.lease(lease, words.has("stripped") ? null : cited);
    if (!words.has("signer")) {
      return message;
    }
    return new VerifiedLease(message.digest(), lease, signer(words), message.signature(), cited);
  }

  private static Message signedBy(Words words, Ready ready) {
    VerifiedReady good = Registry.ready(ready);
    return words.has("signer")
        ? new VerifiedReady(good.digest(), ready, signer(words), good.signature())
        : good;
  }

  private static Message signedBy(Words words, Pass pass) {
    VerifiedPass good = Registry.pass(pass);
    return words.has("signer")
        ? new VerifiedPass(good.digest(), pass, signer(words), good.signature())
        : good;
  }

  private static Address signer(Words words) {
    return Registry.address("key " + NAMES.indexOf(words.get("signer", "")));
  }

  private static int prover(Words words, int otherwise) {
    return words.has("by") ? NAMES.indexOf(words.get("by", "")) : otherwise;
  }

  private Message named(String name, Message message) {
    messages.put(name, message);
    names.put(message.digest(), name);
    return message;
  }

  private Message message(String name) {
    return Objects.requireNonNull(messages.get(name), () -> "no message is called " + name);
  }

  private String name(Hash32 digest) {
    return digest.isZero() ? "-" : names.getOrDefault(digest, digest.brief());
  }

  private String name(Task task) {
    return tasks.getOrDefault(task.taskId(), "?");
  }

  private String show(Effect effect) {
    return switch (effect) {
      case Effect.SignLease asked -> showDraft(asked);
      case Effect.SignRelease(Release release) -> {
        releasesToSign.add(release);
        yield "sign-release of=" + name(release.leaseDigest()) + " " + release.reason();
      }
      case Effect.SignCompletion(Completion completion) -> {
        completionsToSign.add(completion);
        yield "sign-completion of=" + name(completion.leaseDigest());
      }
      case Effect.SignReady(Ready ready) -> {
        readyToSign = ready;
        yield "sign-ready slot=" + ready.slot() + " types=" + ready.proofTypes().size();
      }
      case Effect.SignPass(Pass pass) -> {
        passToSign = pass;
        yield "sign-pass " + tasks.getOrDefault(pass.taskId(), "?");
      }
      case Effect.Publish(Message message) -> "publish " + name(message.digest());
      case Effect.StartProof(Task task, VerifiedLease lease) ->
          "start-proof " + name(task) + " " + name(lease.digest());
      case Effect.CancelProof(Hash32 lease, String why) ->
          "cancel-proof " + name(lease) + " " + why;
      case Effect.StopBeating(Hash32 lease) -> "stop-beating " + name(lease);
      case Effect.VerifyProof(Task task, VerifiedLease lease, VerifiedCompletion completion) ->
          "verify-proof "
              + name(task)
              + " "
              + name(lease.digest())
              + " "
              + name(completion.digest());
      case Effect.Latched(
              Task task,
              VerifiedLease lease,
              VerifiedCompletion completion,
              boolean own) ->
          "latched "
              + name(task)
              + " by "
              + name(lease.digest())
              + " "
              + name(completion.digest())
              + (own ? " own" : "");
      case Effect.LeaseAdded(Task task, VerifiedLease lease) ->
          "added " + name(task) + " " + name(lease.digest());
      case Effect.HolderChanged(Task task, VerifiedLease holder) ->
          "holder "
              + name(task)
              + " "
              + name(holder.digest())
              + " "
              + NAMES.get(holder.lease().prover());
      case Effect.Judged(Message message, Verdict verdict) ->
          "judged "
              + name(message.digest())
              + switch (verdict) {
                case Verdict.Accept() -> " accept";
                case Verdict.Ignore(Refusal reason) -> " ignore " + reason;
                case Verdict.Reject(Refusal reason) -> " reject " + reason;
              };
      case Effect.Equivocated(VerifiedLease one, VerifiedLease other) ->
          "equivocated " + name(one.digest()) + " " + name(other.digest());
      case Effect.BlockProven(Hash32 _, long slot) -> "block-proven slot=" + slot;
      case Effect.Doppelganger(Task task, VerifiedLease lease) ->
          "doppelganger " + name(task) + " " + name(lease.digest());
      case Effect.DeadlineMissed(Task task) -> "missed " + name(task);
      case Effect.TaskClosed(Task task, String why) -> "closed " + name(task) + " " + why;
    };
  }

  private String showDraft(Effect.SignLease asked) {
    leasesToSign.add(asked);
    LeaseDraft draft = asked.draft();
    return "sign-lease "
        + name(asked.task())
        + " term="
        + draft.term()
        + " prev="
        + name(draft.prev())
        + " cause="
        + draft.cause()
        + " evidence="
        + name(draft.evidence())
        + " lane="
        + draft.lane()
        + " nonce="
        + draft.nonce()
        + " issued="
        + (draft.issuedAtMs() - EPOCH_MS);
  }

  /** Words of the form {@code key=value}, or a bare {@code key}. */
  private static final class Words {
    private final Map<String, String> values = new LinkedHashMap<>();

    Words(String[] words, int from) {
      for (int i = from; i < words.length; i++) {
        int equals = words[i].indexOf('=');
        values.put(
            equals < 0 ? words[i] : words[i].substring(0, equals),
            equals < 0 ? "" : words[i].substring(equals + 1));
      }
    }

    boolean isEmpty() {
      return values.isEmpty();
    }

    boolean has(String key) {
      return values.containsKey(key);
    }

    String get(String key, String otherwise) {
      return values.getOrDefault(key, otherwise);
    }

    int number(String key, int otherwise) {
      String value = values.get(key);
      return value == null ? otherwise : Integer.parseInt(value);
    }
  }
}
