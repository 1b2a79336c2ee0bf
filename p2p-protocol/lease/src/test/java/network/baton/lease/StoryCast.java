package network.baton.lease;

import static network.baton.lease.Registry.EPOCH_MS;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import org.jspecify.annotations.Nullable;

/** Whom and what a {@link Story} tells of: provers, tasks and messages by their names in it. */
final class StoryCast {
  static final List<String> PROVERS = List.of("alice", "bob", "carol", "dave", "erin");

  private final Registry registry;
  private final Map<String, Message> messages = new LinkedHashMap<>();
  private final Map<Hash32, String> names = new LinkedHashMap<>();
  private final Map<Hash32, String> tasks = new LinkedHashMap<>();

  StoryCast(Registry registry) {
    this.registry = registry;
  }

  /** A task is named by type and slot: {@code x1}, {@code y1}; {@code x1b} is on a rival block. */
  Task task(String name) {
    boolean rival = name.endsWith("b");
    int slot = Integer.parseInt(name.substring(1, name.length() - (rival ? 1 : 0)));
    Task task = registry.task(slot, type(name), rival ? "rival block " + slot : "block " + slot);
    tasks.put(task.taskId(), name);
    return task;
  }

  static Hash32 type(String name) {
    return name.startsWith("y") ? Registry.TYPE_Y : Registry.TYPE_X;
  }

  Message made(String kind, String name, Words words) {
    Message known = messages.get(name);
    return known == null || !words.isEmpty() ? make(kind, name, words) : known;
  }

  Message make(String kind, String name, Words words) {
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
    return Registry.address("key " + PROVERS.indexOf(words.get("signer", "")));
  }

  private static int prover(Words words, int otherwise) {
    return words.has("by") ? PROVERS.indexOf(words.get("by", "")) : otherwise;
  }

  Message named(String name, Message message) {
    messages.put(name, message);
    names.put(message.digest(), name);
    return message;
  }

  Message message(String name) {
    return Objects.requireNonNull(messages.get(name), () -> "no message is called " + name);
  }

  String name(Hash32 digest) {
    return digest.isZero() ? "-" : names.getOrDefault(digest, digest.brief());
  }

  String name(Task task) {
    return taskName(task.taskId());
  }

  /** Name of a task that was named before; a question mark for any other. */
  String taskName(Hash32 taskId) {
    return tasks.getOrDefault(taskId, "?");
  }
}
