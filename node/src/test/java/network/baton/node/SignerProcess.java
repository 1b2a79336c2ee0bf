package network.baton.node;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import network.baton.lease.Address;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseCore;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Promise;
import network.baton.lease.Prover;
import network.baton.lease.Release;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.node.store.HaltPoint;
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
 * The signing path of a node as a process of its own, to be killed: the lease core, the signer and
 * the store, fed with tasks by a script instead of a chain. Its peer is standard output: one line
 * for each lease that leaves.
 *
 * <p>Each life is offered the same tasks again, from a few before the first new one on, so that
 * only the record keeps it from signing twice.
 */
public final class SignerProcess {
  static final String NETWORK = "kill-test";

  static final Hash32 PROOF_TYPE = new Hash32(9, 9, 9, 9);

  static final int SLOTS_PER_EPOCH = 8;

  static final long SLOT_MS = 1_000;

  private final Wire wire = new Wire(new SigningDomain(31_337, new Address(1, 2, 3)));
  private final LeaseKey key;
  private final BeatKey beatKey = BeatKey.generate();
  private final SafetyRecord record;
  private final Signer signer;
  private final LeaseCore core = new LeaseCore(LeaseSettings.L1_REALTIME, 0);
  private final PrintStream out;
  private final boolean fenced;

  private SignerProcess(LeaseKey key, Store store, boolean fenced, PrintStream out) {
    this.key = key;
    this.record = new SafetyRecord(store);
    this.signer = new Signer(key, beatKey, wire, record, Trace.none());
    this.fenced = fenced;
    this.out = out;
  }

  /**
   * Arguments: data folder, key file, first slot, number of slots, {@code fenced} or {@code
   * unfenced} (which sends before it writes: the test must notice).
   */
  public static void main(String[] args) throws KeyFileException {
    Path folder = Path.of(args[0]);
    LeaseKey key = LeaseKey.load(Path.of(args[1]));
    long first = Long.parseLong(args[2]);
    long slots = Long.parseLong(args[3]);
    try (Store store = Store.open(folder, NETWORK)) {
      var process =
          new SignerProcess(
              key, store, args[4].equals("fenced"), new PrintStream(System.out, true));
      process.restore();
      for (long slot = first; slot < first + slots; slot++) {
        process.offer(slot);
      }
    }
    System.out.println("done");
  }

  private void restore() {
    long epoch = record.epochHighest();
    List<VerifiedLease> own =
        record.messagesFrom(0).stream()
            .map(
                bytes ->
                    wire.lease(bytes) instanceof Decoded.Ok<VerifiedLease>(VerifiedLease lease)
                        ? lease
                        : broken())
            .toList();
    out.println("restored " + own.size());
    apply(new Event.Restored(own, epoch, record.nonceHighest(epoch), record.slotLow()), 0);
    apply(new Event.ClaimingAllowed(true), 0);
  }

  private static VerifiedLease broken() {
    throw new IllegalStateException("the record holds what is no lease");
  }

  private void offer(long slot) {
    long epoch = slot / SLOTS_PER_EPOCH;
    long startMs = (slot + 1) * SLOT_MS;
    var promises = Map.of(PROOF_TYPE, Promise.flat(100));
    var prover =
        new Prover(0, Address.ZERO, key.address(), "", 1, 4, WireLimits.NUMBER_MAX, promises);
    apply(
        new Event.SnapshotKnown(
            new Snapshot(
                new Hash32(1, 0, 0, epoch),
                epoch,
                epoch * SLOTS_PER_EPOCH,
                epoch * SLOTS_PER_EPOCH + SLOTS_PER_EPOCH - 1,
                Hash32.ZERO,
                List.of(prover))),
        startMs);
    apply(new Event.CapacityChanged(PROOF_TYPE, 1), startMs);
    apply(new Event.TaskOpened(task(slot)), startMs + System.nanoTime() % 100);
  }

  static Task task(long slot) {
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
        (slot + 1) * SLOT_MS,
        (slot + 2) * SLOT_MS);
  }

  private void apply(Event first, long nowMs) {
    Deque<Event> events = new ArrayDeque<>(List.of(first));
    Map<Hash32, Long> jobs = new HashMap<>();
    while (!events.isEmpty()) {
      for (Effect effect : core.apply(events.poll(), nowMs)) {
        switch (effect) {
          case Effect.SignLease wanted -> sign(wanted);
          case Effect.Publish(VerifiedLease lease) when fenced -> publish(lease);
          case Effect.StartProof(Task task, VerifiedLease lease) ->
              jobs.put(lease.digest(), task.slot());
          default -> {}
        }
      }
      events.addAll(signer.answers((task, lease) -> {}));
      // The job ends at once, so that the next task finds a free place.
      jobs.keySet()
          .forEach(
              lease -> events.add(new Event.ProverFailed(lease, Release.Reason.PROVER_FAILED)));
      jobs.clear();
    }
  }

  private void sign(Effect.SignLease wanted) {
    if (!fenced) {
      publish(wire.sign(wanted.draft().withBeatKey(beatKey.publicKey()), key, wanted.evidence()));
    }
    signer.lease(wanted);
  }

  private void publish(VerifiedLease lease) {
    out.println("lease " + HexFormat.of().formatHex(wire.encode(lease)));
    HaltPoint.PUBLISHED.reached();
  }
}
