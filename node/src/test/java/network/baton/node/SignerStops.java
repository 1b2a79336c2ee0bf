package network.baton.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import network.baton.lease.Address;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.LeaseCore;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import network.baton.lease.Verdict;
import network.baton.wire.BeatKey;
import network.baton.wire.Decoded;
import network.baton.wire.LeaseKey;
import network.baton.wire.Wire;

/**
 * Stops a {@link HolderProcess} with SIGSTOP in the middle of tasks and lets it go on, while this
 * side is the successor, with a core of its own in real time. Writes down what must not happen.
 */
final class SignerStops implements AutoCloseable {
  /** The stop comes at most this long after the task, so that it meets every stage. */
  static final int STOP_AFTER_MS_MAX = 700;

  /** How long the holder is watched after it went on: longer than a beat. */
  static final long WATCH_MS = 800;

  private static final long ANSWER_MAX_MS = 90_000;

  private final Wire wire = HolderProcess.wire();
  private final NodeClock clock = new NodeClock();
  private final LeaseKey key = LeaseKey.generate();
  private final Hash32 beatKey = BeatKey.generate().publicKey();
  private final LeaseCore core = new LeaseCore(LeaseSettings.L1_REALTIME, 1);
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Process process;
  private final PrintStream toHolder;
  private final Random random;
  private final Map<List<Object>, Hash32> signed = new HashMap<>();
  private final Map<Hash32, Long> stoppedAtMs = new HashMap<>();
  private final List<String> violations = new ArrayList<>();
  private long slot;
  private long startMs;
  private int leasesOfTask;
  private boolean overtaken;
  private int claims;
  private int takeovers;
  private int staleBeats;

  SignerStops(Path folder, long seed) throws IOException, InterruptedException {
    random = new Random(seed);
    LeaseKey holder = LeaseKey.generate();
    Path keyFile = folder.resolve("holder.key");
    holder.write(keyFile);
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HolderProcess.class.getName(),
                folder.resolve("data").toString(),
                keyFile.toString(),
                key.address().toHex())
            .redirectError(folder.resolve("holder.log").toFile())
            .start();
    toHolder = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    Thread.ofPlatform().daemon().name("holder-lines").start(this::read);
    Address holderKey = holder.address();
    apply(new Event.SnapshotKnown(HolderProcess.snapshot(holderKey, key.address())));
    apply(new Event.CapacityChanged(HolderProcess.PROOF_TYPE, 1));
    apply(new Event.ClaimingAllowed(true));
    expect("ready");
  }

  private void read() {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // Closed; whoever waits for a line will miss it.
    }
  }

  /** One task with one stop of the holder, at any moment from the opening of the task on. */
  void stop(long durationMs) throws IOException, InterruptedException {
    stop(durationMs, 0);
  }

  /** The same, but after the holder's lease has come. */
  void stopHolder(long durationMs) throws IOException, InterruptedException {
    stop(durationMs, 1);
  }

  private void stop(long durationMs, int leasesBefore) throws IOException, InterruptedException {
    slot++;
    leasesOfTask = 0;
    overtaken = false;
    startMs = clock.nowMs();
    toHolder.println("task " + slot + " " + startMs);
    apply(new Event.TaskOpened(HolderProcess.task(slot, startMs)));
    runUntil(startMs + random.nextInt(STOP_AFTER_MS_MAX));
    while (leasesOfTask < leasesBefore && clock.nowMs() - startMs < ANSWER_MAX_MS) {
      runUntil(clock.nowMs() + 1);
    }

    signal("-STOP");
    stoppedAtMs.put(taskId(), clock.nowMs());
    runUntil(clock.nowMs() + durationMs);
    signal("-CONT");
    runUntil(clock.nowMs() + WATCH_MS);

    toHolder.println("end");
    expect("ended");
    // Both forget the task, or it would be taken over instead of the next one.
    apply(new Event.BlockOrphaned(HolderProcess.task(slot, startMs).blockHash()));
    apply(new Event.CapacityChanged(HolderProcess.PROOF_TYPE, 1));
    claims += leasesOfTask;
  }

  private Hash32 taskId() {
    return HolderProcess.task(slot, startMs).taskId();
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException("kill " + name + " failed");
    }
  }

  private void runUntil(long endMs) throws InterruptedException {
    while (clock.nowMs() < endMs) {
      String line = lines.poll(5, TimeUnit.MILLISECONDS);
      if (line != null) {
        hear(line);
      }
      if (clock.nowMs() >= core.nextWakeMs()) {
        apply(new Event.Tick());
      }
    }
  }

  private void expect(String word) throws InterruptedException {
    long endMs = clock.nowMs() + ANSWER_MAX_MS;
    while (clock.nowMs() < endMs) {
      String line = lines.poll(5, TimeUnit.MILLISECONDS);
      if (word.equals(line)) {
        return;
      }
      if (line != null) {
        hear(line);
      }
    }
    throw new IllegalStateException("the holder does not say '" + word + "'");
  }

  private void hear(String line) {
    int space = line.indexOf(' ');
    byte[] bytes = HexFormat.of().parseHex(line.substring(space + 1));
    if (line.startsWith("lease ")
        && wire.lease(bytes) instanceof Decoded.Ok<VerifiedLease>(VerifiedLease lease)) {
      leasesOfTask++;
      once(lease);
      apply(new Event.LeaseSeen(lease));
    } else if (line.startsWith("beat ")
        && wire.beat(bytes) instanceof Decoded.Ok<VerifiedBeat>(VerifiedBeat beat)) {
      apply(new Event.BeatSeen(beat));
    } else {
      violations.add("the holder said " + line);
    }
  }

  private void once(VerifiedLease message) {
    Lease lease = message.lease();
    for (List<Object> what :
        List.<List<Object>>of(
            List.of("task", lease.taskId(), lease.term()), List.of("nonce", lease.nonce()))) {
      Hash32 before = signed.putIfAbsent(what, message.digest());
      if (before != null && !before.equals(message.digest())) {
        violations.add("two signatures for " + what);
      }
    }
  }

  private void apply(Event event) {
    for (Effect effect : core.apply(event, clock.nowMs())) {
      switch (effect) {
        case Effect.SignLease(var draft, var task, var epoch, var evidence) -> {
          VerifiedLease lease = wire.sign(draft.withBeatKey(beatKey), key, evidence);
          apply(new Event.LeaseSigned(lease));
        }
        case Effect.Publish(VerifiedLease lease) ->
            toHolder.println("lease " + HexFormat.of().formatHex(wire.encode(lease)));
        case Effect.HolderChanged(Task task, VerifiedLease holder) -> holder(task, holder);
        case Effect.Judged(VerifiedBeat beat, Verdict verdict) -> judged(beat, verdict);
        case Effect.Judged(VerifiedLease lease, Verdict verdict) -> judged(lease, verdict);
        default -> {}
      }
    }
  }

  private void holder(Task task, VerifiedLease holder) {
    if (task.slot() != slot) {
      return;
    }
    if (holder.lease().term() == 2 && !overtaken) {
      overtaken = true;
      takeovers++;
    } else if (overtaken && holder.lease().prover() == 0) {
      violations.add("slot " + slot + ": the overtaken holder is holder again");
    }
  }

  private void judged(VerifiedLease lease, Verdict verdict) {
    if (!(verdict instanceof Verdict.Accept)) {
      violations.add(
          "slot " + slot + ": the holder's lease is no good: " + verdict + lease.lease());
    }
  }

  /** A beat made before the stop is stale once its holder could be overtaken. */
  private void judged(VerifiedBeat beat, Verdict verdict) {
    if (verdict instanceof Verdict.Ignore) {
      staleBeats++;
    }
    long madeMs = startMs + beat.beat().sequence();
    boolean beforeStop = madeMs < stoppedAtMs.getOrDefault(taskId(), Long.MIN_VALUE);
    if (overtaken && beforeStop && verdict instanceof Verdict.Accept) {
      violations.add("slot " + slot + ": a beat from before the stop counted after the takeover");
    }
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  int takeovers() {
    return takeovers;
  }

  String summary() {
    return "stops "
        + slot
        + ", leases "
        + claims
        + ", takeovers "
        + takeovers
        + ", beats not taken "
        + staleBeats
        + ", violations "
        + violations.size();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
