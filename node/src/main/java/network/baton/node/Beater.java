package network.baton.node;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.baton.lease.Beat;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import network.baton.node.trace.Trace;
import network.baton.prover.Progress;
import network.baton.wire.BeatKey;
import network.baton.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Beats for every running lease of this node, on a thread of its own so that no proving load and no
 * full mailbox can starve it. One timer serves all leases; each lease beats at once when it starts
 * and then every {@code beatMs}.
 */
@SuppressWarnings("ThreadPriorityCheck") // beats come before all other work of this process
final class Beater implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Beater.class);

  /**
   * The thread looks this often whether a beat is due; a beat is late by no more, in milliseconds.
   */
  static final long GRAIN_MS = 10;

  private final NodeClock clock;
  private final BeatKey key;
  private final Wire wire;
  private final long beatMs;
  private final BeatCarrier carrier;
  private final Consumer<Event> loop;
  private final Trace trace;
  private final Map<Hash32, Running> running = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("baton-beat").priority(Thread.MAX_PRIORITY).factory());

  /** Publishes a beat; {@code written} runs when it was written to the socket. */
  interface BeatCarrier {
    void publish(VerifiedBeat beat, Runnable written);
  }

  /** Only the beat thread changes it, but for the progress, which provers report. */
  private static final class Running {
    final Task task;
    final VerifiedLease lease;
    final long startedMs;
    volatile int stage;
    volatile int ppm;
    long dueMs;
    long lastSequence = -1;

    Running(Task task, VerifiedLease lease, long startedMs) {
      this.task = task;
      this.lease = lease;
      this.startedMs = startedMs;
      this.dueMs = startedMs;
    }
  }

  Beater(
      NodeClock clock,
      BeatKey key,
      Wire wire,
      long beatMs,
      BeatCarrier carrier,
      Consumer<Event> loop,
      Trace trace) {
    this.clock = clock;
    this.key = key;
    this.wire = wire;
    this.beatMs = beatMs;
    this.carrier = carrier;
    this.loop = loop;
    this.trace = trace;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // ends with the executor
  void begin() {
    thread.scheduleAtFixedRate(this::beatDue, GRAIN_MS, GRAIN_MS, TimeUnit.MILLISECONDS);
  }

  /** Beats for {@code lease} from now on, at once for the first time. */
  void start(Task task, VerifiedLease lease) {
    running.put(lease.digest(), new Running(task, lease, clock.nowMs()));
    thread.execute(this::beatDue);
  }

  void progress(Hash32 leaseDigest, Progress progress) {
    Running entry = running.get(leaseDigest);
    if (entry != null) {
      entry.stage = progress.stageIndex();
      entry.ppm = Math.max(entry.ppm, progress.ppm());
    }
  }

  void stop(Hash32 leaseDigest) {
    running.remove(leaseDigest);
  }

  private void beatDue() {
    try {
      long nowMs = clock.nowMs();
      for (Iterator<Running> entries = running.values().iterator(); entries.hasNext(); ) {
        Running entry = entries.next();
        if (nowMs >= entry.dueMs) {
          entry.dueMs = Math.max(entry.dueMs + beatMs, nowMs + beatMs / 2);
          beat(entry, nowMs);
        }
      }
    } catch (RuntimeException e) {
      // Must not end the timer: a holder that stops beating loses its leases.
      LOG.error("a beat failed", e);
    }
  }

  private void beat(Running entry, long nowMs) {
    long sequence = nowMs - entry.task.slotStartMs();
    if (sequence <= entry.lastSequence) {
      return;
    }
    entry.lastSequence = sequence;
    Hash32 digest = entry.lease.digest();
    int ppm = entry.ppm;
    VerifiedBeat beat =
        wire.sign(new Beat(digest, sequence, entry.stage, ppm, forecastMs(entry, ppm, nowMs)), key);
    carrier.publish(
        beat,
        () ->
            trace.say(
                "beat-sent",
                "taskId",
                entry.task.taskId(),
                "term",
                entry.lease.lease().term(),
                "digest",
                digest,
                "sequence",
                sequence));
    loop.accept(new Event.BeatSeen(beat));
  }

  /** Finish by rule of three; 0 while there is too little progress to tell. */
  private static long forecastMs(Running entry, int ppm, long nowMs) {
    return ppm < 50_000 ? 0 : entry.startedMs + (nowMs - entry.startedMs) * 1_000_000 / ppm;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
