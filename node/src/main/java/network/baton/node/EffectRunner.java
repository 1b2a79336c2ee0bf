package network.baton.node;

import java.util.LinkedHashMap;
import java.util.Map;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.lease.Verdict;
import network.baton.libp2p.PeerId;
import network.baton.node.board.SlotBoard;
import network.baton.node.trace.Trace;
import network.baton.wire.BlockHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the core decided, in order, on the loop's thread; whatever blocks is handed on.
 * Keeps beside the core what the effects need and the core does not: headers, snapshots and when
 * each lease was last heard of.
 */
final class EffectRunner {
  /** Blocks whose headers are kept for jobs and checks; the eldest goes first. */
  static final int HEADERS_MAX = 512;

  /** Leases whose last sign of life is kept for the trace; the eldest goes first. */
  static final int LEASES_MAX = 4_096;

  /** Proven tasks that are kept, for an own proof that comes after another's. */
  static final int LATCHED_MAX = 512;

  private static final Logger LOG = LoggerFactory.getLogger(EffectRunner.class);

  private final NodeParts parts;
  private final NodeClock clock;
  private final SlotBoard board;
  private final Anchorer anchorer;
  private final Trace trace;
  private final int self;
  private final HeadStart headStart = new HeadStart(new ProverJobs());
  private final Map<Hash32, BlockHeader> headers = new Newest<>(HEADERS_MAX);
  private final Map<Hash32, Snapshot> snapshots = new Newest<>(16);
  private final Map<Hash32, VerifiedLease> leases = new Newest<>(LEASES_MAX);
  private final Map<Hash32, Long> heardMs = new Newest<>(LEASES_MAX);
  private final Map<Hash32, Long> slots = new Newest<>(LEASES_MAX);
  private final Map<Hash32, Task> tasks = new Newest<>(LEASES_MAX);

  /** Tasks whose first proof this node knows. */
  private final Map<Hash32, Task> latched = new Newest<>(LATCHED_MAX);

  /** Leases that were signed in this life. */
  private final Map<Hash32, Boolean> signedHere = new Newest<>(LEASES_MAX);

  private static final class Newest<V> extends LinkedHashMap<Hash32, V> {
    private static final long serialVersionUID = 1L;
    private final int sizeMax;

    Newest(int sizeMax) {
      this.sizeMax = sizeMax;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Hash32, V> eldest) {
      return size() > sizeMax;
    }
  }

  EffectRunner(
      NodeParts parts, NodeClock clock, SlotBoard board, Anchorer anchorer, Trace trace, int self) {
    this.parts = parts;
    this.clock = clock;
    this.board = board;
    this.anchorer = anchorer;
    this.trace = trace;
    this.self = self;
  }

  void remember(BlockHeader header) {
    headers.put(header.hash(), header);
  }

  /** What the board and the trace take from an event before the core decides on it. */
  void before(Event event) {
    switch (event) {
      case Event.SnapshotKnown(Snapshot snapshot) -> {
        snapshots.put(snapshot.id(), snapshot);
        parts.blame().learnt(snapshot);
      }
      case Event.TaskOpened(Task task) -> {
        board.opened(task);
        anchorer.opened(task, snapshotAt(task.slot()));
      }
      case Event.BeatSeen(VerifiedBeat beat) -> {}
      case Event.ReleaseSeen(VerifiedRelease release) -> {}
      case Event.ReleaseSigned(var release) -> board.released(release.release().leaseDigest());
      case Event.LeaseSeen(VerifiedLease lease) -> {}
      case Event.LeaseSigned(VerifiedLease lease) -> {
        signedHere.put(lease.digest(), true);
        takeover(lease);
      }
      case Event.BlockOrphaned(Hash32 hash) -> {}
      case Event.CompletionSeen(VerifiedCompletion completion) -> {}
      case Event.CompletionSigned(VerifiedCompletion completion) -> {}
      case Event.ReadySeen(var ready) -> {}
      case Event.PassSeen(var pass) -> {}
      case Event.ReadySigned(var ready) -> {}
      case Event.PassSigned(var pass) -> {}
      case Event.ProofChecked(Hash32 digest, var verdict) -> {}
      case Event.LeaseRefused(var draft, String why) -> {}
      case Event.ProofMade(Hash32 digest, Hash32 hash, int size) -> proofMade(digest, hash);
      case Event.ProverFailed(Hash32 digest, var reason) -> board.failed(digest);
      case Event.CapacityChanged(Hash32 type, int free) -> {}
      case Event.Restored restored -> {}
      case Event.ClaimingAllowed(boolean allowed) -> {}
      case Event.Tick() -> {}
    }
  }

  /** Only what the core accepted is shown. */
  private void show(Message message, Verdict verdict) {
    if (!(verdict instanceof Verdict.Accept)) {
      return;
    }
    if (message instanceof VerifiedBeat beat) {
      Hash32 digest = beat.beat().leaseDigest();
      board.beat(digest, beat.beat());
      heardMs.put(digest, clock.nowMs());
      VerifiedLease lease = leases.get(digest);
      if (lease != null && lease.lease().prover() == self && !signedHere.containsKey(digest)) {
        parts.ownKey().beatOfEarlierLease(digest);
      }
    } else if (message instanceof VerifiedReady ready && ready.ready().prover() == self) {
      parts.ownKey().readyBeacon(ready.ready().slot());
    } else if (message instanceof VerifiedRelease release) {
      board.released(release.release().leaseDigest());
    }
  }

  /** The core has no use for a proof that comes after another's; the contract may pay for it. */
  private void proofMade(Hash32 leaseDigest, Hash32 proofHash) {
    VerifiedLease lease = leases.get(leaseDigest);
    Task task = lease == null ? null : latched.get(lease.lease().taskId());
    if (lease != null && task != null && task.stage() == 0 && lease.lease().prover() == self) {
      parts.settler().settle(task, lease, proofHash);
    }
  }

  private @Nullable Snapshot snapshotAt(long slot) {
    for (Snapshot snapshot : snapshots.values()) {
      if (snapshot.governs(slot)) {
        return snapshot;
      }
    }
    return null;
  }

  private void takeover(VerifiedLease own) {
    Lease lease = own.lease();
    VerifiedLease previous = leases.get(lease.prev());
    if (lease.term() < 2 || previous == null) {
      return;
    }
    long heard = heardMs.getOrDefault(lease.prev(), previous.lease().issuedAtMs());
    trace.say(
        "takeover",
        "slot",
        slotOf(lease.taskId()),
        "taskId",
        lease.taskId(),
        "term",
        lease.term(),
        "cause",
        lease.cause().name(),
        "fromProver",
        previous.lease().prover(),
        "toProver",
        lease.prover(),
        "silentForMs",
        clock.nowMs() - heard);
  }

  private long slotOf(Hash32 taskId) {
    return slots.getOrDefault(taskId, -1L);
  }

  void run(Effect effect) {
    carryOut(effect);
    parts.blame().saw(effect);
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.SignLease lease -> parts.signer().lease(lease);
      case Effect.SignRelease(var release) -> parts.signer().release(release);
      case Effect.SignCompletion(var completion) -> parts.signer().completion(completion);
      case Effect.SignReady(var ready) -> parts.signer().ready(ready);
      case Effect.SignPass(var pass) -> parts.signer().pass(pass);
      case Effect.Publish(var message) -> parts.gossip().publish(message);
      case Effect.StartProof(Task task, VerifiedLease lease) -> {
        headStart.confirm(task, lease);
        parts.beater().start(task, lease);
      }
      case Effect.CancelProof(Hash32 digest, String why) -> {
        LOG.info("proof {} is cancelled: {}", digest.brief(), why);
        parts.provers().cancel(digest);
      }
      case Effect.StopBeating(Hash32 digest) -> parts.beater().stop(digest);
      case Effect.VerifyProof(Task task, VerifiedLease lease, VerifiedCompletion completion) ->
          verify(task, lease, completion);
      case Effect.Latched(
              Task task,
              VerifiedLease lease,
              VerifiedCompletion completion,
              boolean own) ->
          latched(task, lease, completion, own);
      case Effect.LeaseAdded(Task task, VerifiedLease lease) -> added(task, lease);
      case Effect.HolderChanged(Task task, VerifiedLease holder) -> {}
      case Effect.Judged(Message message, Verdict verdict) -> {
        parts.gossip().judged(message, verdict);
        show(message, verdict);
      }
      case Effect.Equivocated(VerifiedLease one, VerifiedLease other) -> {
        LOG.warn(
            "prover {} signed two leases that exclude each other: {} and {}",
            one.lease().prover(),
            one.digest(),
            other.digest());
        parts.blame().conflict(seen(one), seen(other));
        board.voided(one.digest());
        board.voided(other.digest());
      }
      case Effect.BlockProven(Hash32 blockHash, long slot) ->
          trace.say("block-proven", "slot", slot, "hash", blockHash);
      case Effect.Doppelganger(Task task, VerifiedLease lease) -> {
        parts.ownKey().heard(lease);
        trace.say("doppelganger", "slot", task.slot(), "digest", lease.digest());
      }
      case Effect.DeadlineMissed(Task task) -> {
        LOG.warn(
            "slot {}: no proof of {} before the deadline", task.slot(), parts.proofTypeName(task));
        board.missed(task.taskId());
        trace.say("missed", "slot", task.slot(), "taskId", task.taskId());
      }
      case Effect.TaskClosed(Task task, String why) -> {
        if (why.equals("orphaned")) {
          board.orphaned(task.taskId());
        }
        slots.remove(task.taskId());
      }
    }
  }

  /** The signer has a lease's signature and has yet to write it down. */
  void signed(Task task, VerifiedLease lease) {
    headStart.begin(task, lease);
  }

  /** The core was told what came of all that it wanted signed, and its effects were run. */
  void answered() {
    headStart.cancelRest();
  }

  private final class ProverJobs implements HeadStart.Jobs {
    @Override
    public void start(Task task, VerifiedLease lease) {
      BlockHeader header = headers.get(task.blockHash());
      if (header == null) {
        throw new IllegalStateException("a task is open whose header is not known: " + task);
      }
      parts.provers().start(task, lease, header);
    }

    @Override
    public void cancel(Hash32 leaseDigest) {
      parts.provers().cancel(leaseDigest);
    }
  }

  private Accuser.Seen seen(VerifiedLease lease) {
    Task task = tasks.get(lease.lease().taskId());
    boolean judged = task != null && task.stage() == 0; // B-73: the judge knows no parts
    return new Accuser.Seen(lease, judged ? task : null, snapshots.get(lease.lease().snapshotId()));
  }

  private void verify(Task task, VerifiedLease lease, VerifiedCompletion completion) {
    BlockHeader header = headers.get(task.blockHash());
    Prover maker = prover(lease);
    if (header == null || maker == null) {
      parts.post(new Event.ProofChecked(completion.digest(), Event.ProofVerdict.UNAVAILABLE));
      return;
    }
    parts
        .proofs()
        .verify(
            task,
            header,
            maker.operator(),
            completion,
            ProofDesk.sources(parts.gossip().forwarder(completion.digest()), peer(maker)));
  }

  private static @Nullable PeerId peer(Prover prover) {
    try {
      return PeerId.fromText(prover.peerId());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private @Nullable Prover prover(VerifiedLease lease) {
    Snapshot snapshot = snapshots.get(lease.lease().snapshotId());
    if (snapshot == null) {
      return null;
    }
    for (Prover prover : snapshot.provers()) {
      if (prover.index() == lease.lease().prover()) {
        return prover;
      }
    }
    return null;
  }

  private void added(Task task, VerifiedLease lease) {
    boolean own = lease.lease().prover() == self;
    leases.put(lease.digest(), lease);
    slots.put(task.taskId(), task.slot());
    tasks.put(task.taskId(), task);
    board.leased(lease);
    anchorer.include(task.slot(), lease.digest());
    parts.status().remember(lease);
    trace.say(
        "lease",
        "slot",
        task.slot(),
        "taskId",
        task.taskId(),
        "term",
        lease.lease().term(),
        "prover",
        lease.lease().prover(),
        "cause",
        lease.lease().cause().name(),
        "digest",
        lease.digest(),
        "own",
        own);
  }

  private void latched(Task task, VerifiedLease lease, VerifiedCompletion completion, boolean own) {
    long nowMs = clock.nowMs();
    board.latched(task.taskId(), lease.digest(), nowMs);
    latched.put(task.taskId(), task);
    anchorer.include(task.slot(), completion.digest());
    parts.status().remember(completion);
    trace.say(
        "latched",
        "slot",
        task.slot(),
        "taskId",
        task.taskId(),
        "prover",
        lease.lease().prover(),
        "term",
        lease.lease().term(),
        "own",
        own,
        "onTime",
        nowMs <= task.deadlineMs());
    parts.provers().latched(task, completion.completion().proofHash());
    if (own && task.stage() == 0) { // B-73: a part is paid by nobody
      parts.settler().settle(task, lease, completion.completion().proofHash());
    }
  }
}
