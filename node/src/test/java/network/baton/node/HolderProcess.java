package network.baton.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import network.baton.lease.Address;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseCore;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Promise;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.node.store.SafetyRecord;
import network.baton.node.store.Store;
import network.baton.node.trace.Trace;
import network.baton.wire.BeatKey;
import network.baton.wire.Decoded;
import network.baton.wire.KeyFileException;
import network.baton.wire.LeaseKey;
import network.baton.wire.SigningDomain;
import network.baton.wire.Wire;
import network.baton.wire.WireLimits;

/**
 * A holder as a process of its own, in real time, to be stopped and continued: the lease core, the
 * signer with its store, and the beater. It reads lines ({@code task SLOT STARTMS}, {@code lease
 * HEX} of others, {@code end}) and writes its leases and beats. It is first in line for every task.
 */
public final class HolderProcess {
  static final Hash32 PROOF_TYPE = new Hash32(9, 9, 9, 9);
  static final long DEADLINE_MS = 30_000;

  private final Wire wire = wire();
  private final NodeClock clock = new NodeClock();
  private final BeatKey beatKey = BeatKey.generate();
  private final LeaseCore core = new LeaseCore(LeaseSettings.L1_REALTIME, 0);
  private final BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private final PrintStream out;
  private final Signer signer;
  private final Beater beater;
  private Task task = task(0, 0);

  private HolderProcess(LeaseKey key, Store store, PrintStream out) {
    this.out = out;
    this.signer = new Signer(key, beatKey, wire, new SafetyRecord(store), Trace.none());
    this.beater =
        new Beater(
            clock,
            beatKey,
            wire,
            LeaseSettings.L1_REALTIME.beatMs(),
            (beat, written) -> say("beat", wire.encode(beat)),
            event -> work.add(() -> apply(event)),
            Trace.none());
  }

  static Wire wire() {
    return new Wire(new SigningDomain(31_337, new Address(1, 2, 3)));
  }

  /** The holder has nearly all the weight, so that its draw is the best one. */
  static Snapshot snapshot(Address holder, Address successor) {
    var promises = Map.of(PROOF_TYPE, Promise.flat(1_000));
    long most = 1L << 40;
    return new Snapshot(
        new Hash32(1, 0, 0, 0),
        0,
        0,
        WireLimits.NUMBER_MAX,
        Hash32.ZERO,
        List.of(
            new Prover(
                0, new Address(1, 1, 1), holder, "", most, 4, WireLimits.NUMBER_MAX, promises),
            new Prover(
                1, new Address(2, 2, 2), successor, "", 1, 4, WireLimits.NUMBER_MAX, promises)));
  }

  static Task task(long slot, long startMs) {
    return new Task(
        new Hash32(2, 0, 0, slot),
        slot,
        new Hash32(3, 0, 0, slot),
        slot,
        Hash32.ZERO,
        0,
        PROOF_TYPE,
        0,
        0,
        1,
        startMs,
        startMs + DEADLINE_MS);
  }

  /** Arguments: data folder, key file, address of the successor's lease key. */
  public static void main(String[] args)
      throws IOException, InterruptedException, KeyFileException {
    LeaseKey key = LeaseKey.load(Path.of(args[1]));
    try (Store store = Store.open(Path.of(args[0]), "stop-test")) {
      var holder = new HolderProcess(key, store, new PrintStream(System.out, true));
      Thread.ofPlatform().daemon().start(holder::read);
      holder.run(snapshot(key.address(), Address.fromHex(args[2])));
    }
  }

  private void run(Snapshot snapshot) throws InterruptedException {
    apply(new Event.SnapshotKnown(snapshot));
    apply(new Event.CapacityChanged(PROOF_TYPE, 1));
    apply(new Event.ClaimingAllowed(true));
    beater.begin();
    out.println("ready");
    while (true) {
      Runnable next = work.poll(10, TimeUnit.MILLISECONDS);
      if (next != null) {
        next.run();
      }
      if (clock.nowMs() >= core.nextWakeMs()) {
        apply(new Event.Tick());
      }
    }
  }

  private void read() {
    try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        work.add(() -> hear(words));
      }
    } catch (IOException e) {
      // The parent is gone, like after the end of its lines.
    }
    Runtime.getRuntime().halt(0);
  }

  private void hear(String[] words) {
    switch (words[0]) {
      case "task" -> {
        task = task(Long.parseLong(words[1]), Long.parseLong(words[2]));
        apply(new Event.TaskOpened(task));
      }
      case "lease" -> {
        if (wire.lease(HexFormat.of().parseHex(words[1]))
            instanceof Decoded.Ok<VerifiedLease>(VerifiedLease lease)) {
          apply(new Event.LeaseSeen(lease));
        }
      }
      case "end" -> {
        apply(new Event.BlockOrphaned(task.blockHash()));
        apply(new Event.CapacityChanged(PROOF_TYPE, 1));
        out.println("ended");
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private void apply(Event first) {
    List<Event> events = List.of(first);
    while (!events.isEmpty()) {
      for (Event event : events) {
        core.apply(event, clock.nowMs()).forEach(this::run);
      }
      events = signer.answers((task, lease) -> {});
    }
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.SignLease lease -> signer.lease(lease);
      case Effect.SignRelease(var release) -> signer.release(release);
      case Effect.SignReady(var ready) -> signer.ready(ready);
      case Effect.SignPass(var pass) -> signer.pass(pass);
      case Effect.Publish(VerifiedLease lease) -> say("lease", wire.encode(lease));
      case Effect.StartProof(Task started, VerifiedLease lease) -> beater.start(started, lease);
      case Effect.StopBeating(Hash32 digest) -> beater.stop(digest);
      default -> {}
    }
  }

  private synchronized void say(String what, byte[] bytes) {
    out.println(what + " " + HexFormat.of().formatHex(bytes));
  }
}
