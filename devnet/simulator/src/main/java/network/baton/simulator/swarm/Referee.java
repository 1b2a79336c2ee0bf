package network.baton.simulator.swarm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.lease.Cause;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.LeaseCore;
import network.baton.lease.LeaseLimits;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.lease.Verdict;
import network.baton.simulator.world.Job;
import network.baton.simulator.world.SimNode;
import network.baton.simulator.world.Watch;
import org.jspecify.annotations.Nullable;

/** Checks the rules V-01 to V-14 and V-18 after every turn of every core; throws at the first. */
final class Referee implements Watch {
  private record SignedKey(int prover, long one, long two) {}

  /** Sights of one message that have no verdict yet, the oldest first. */
  private record Waiting(Message message, ArrayDeque<Long> sinceMs) {}

  /** What one node is, beside what it knows. */
  private static final class Seat {
    private NodeView view;
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private boolean claimingAllowed;
    private long ableMs = Long.MAX_VALUE;
    private final Map<Hash32, Integer> lanes = new HashMap<>();
    private final Map<Hash32, Integer> placesFree = new HashMap<>();
    private final Map<Hash32, Hash32> checks = new HashMap<>();

    /** What came in this turn: nearly always it is judged in the same one. */
    private @Nullable Message arrived;

    Seat(NodeView view) {
      this.view = view;
    }
  }

  private static final long VERDICT_MARGIN_MS = 5_000;

  private final LeaseSettings settings;
  private final Set<Integer> rogues;
  private final Oracle oracle = new Oracle();
  private final Map<Hash32, Snapshot> snapshots = new HashMap<>();
  private final List<@Nullable Seat> seats = new ArrayList<>();
  private final Map<SignedKey, Hash32> signedTerms = new HashMap<>();
  private final Map<SignedKey, Hash32> signedNonces = new HashMap<>();
  private final Set<Hash32> durable = new HashSet<>();
  private final Map<Long, Boolean> accepted = new HashMap<>();
  private final Map<Hash32, Map<Hash32, Lease>> leasesByTask = new HashMap<>();
  private final Map<Hash32, VerifiedLease> firstByTask = new HashMap<>();
  private final Map<Hash32, Set<Integer>> latchedBy = new HashMap<>();
  private final Set<Hash32> missed = new HashSet<>();
  private long turns;

  Referee(LeaseSettings settings, Set<Integer> rogues) {
    this.settings = settings;
    this.rogues = rogues;
  }

  long turns() {
    return turns;
  }

  private Seat seat(SimNode node) {
    Seat seat = node.index() < seats.size() ? seats.get(node.index()) : null;
    return seat == null ? take(node.index()) : seat;
  }

  private Seat take(int index) {
    while (seats.size() <= index) {
      seats.add(null);
    }
    Seat seat = new Seat(freshView(index));
    seats.set(index, seat);
    return seat;
  }

  private NodeView freshView(int index) {
    return new NodeView(index, settings, oracle, snapshots);
  }

  @Override
  public void started(SimNode node) {
    take(node.index());
  }

  @Override
  public void signed(SimNode node, VerifiedLease lease, long epoch) {
    durable.add(lease.digest());
    SignedKey term = new SignedKey(node.index(), lease.lease().taskId().a(), lease.lease().term());
    SignedKey nonce = new SignedKey(node.index(), epoch, lease.lease().nonce());
    Hash32 sameTerm = signedTerms.putIfAbsent(term, lease.digest());
    Hash32 sameNonce = signedNonces.putIfAbsent(nonce, lease.digest());
    if ((sameTerm != null && !sameTerm.equals(lease.digest()))
        || (sameNonce != null && !sameNonce.equals(lease.digest()))) {
      throw new Violation(Rule.ONE_SIGNATURE, "node " + node.index() + " signed " + lease.lease());
    }
  }

  @Override
  public void turned(SimNode node, Event event, List<Effect> effects, LeaseCore core) {
    turns++;
    Seat seat = seat(node);
    long nowMs = node.localMs();
    before(seat, event, nowMs);
    Set<TaskView> touched = Set.of();
    boolean published = false;
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.LeaseAdded(Task task, VerifiedLease lease) -> {
          seat.view.added(lease, nowMs);
          if (lease.lease().cause() != Cause.HEDGE) {
            leasesByTask
                .computeIfAbsent(task.taskId(), _ -> new LinkedHashMap<>())
                .put(lease.digest(), lease.lease());
          }
          firstByTask.putIfAbsent(task.taskId(), lease);
          touched = touch(touched, seat.view.tasks.get(task.taskId()));
        }
        case Effect.Equivocated(VerifiedLease one, VerifiedLease other) -> {
          equivocated(seat, one, other);
          touched = touch(touched, seat.view.tasks.get(one.lease().taskId()));
          touched = touch(touched, seat.view.tasks.get(other.lease().taskId()));
        }
        case Effect.HolderChanged(Task _, VerifiedLease holder) -> seat.view.holderChanged(holder);
        case Effect.Judged(Message message, Verdict verdict) ->
            judged(node, seat, message, verdict);
        case Effect.Latched(
                Task task,
                VerifiedLease _,
                VerifiedCompletion completion,
                boolean _) -> {
          seat.view.latched(task, completion);
          latchedBy.computeIfAbsent(task.taskId(), _ -> new HashSet<>()).add(node.index());
        }
        case Effect.Publish(Message message) -> published |= message instanceof VerifiedLease;
        case Effect.StartProof(Task task, VerifiedLease lease) ->
            started(seat, task, lease, published);
        case Effect.SignLease claim ->
            seat.view.claims(claim, nowMs, seat.ableMs, seat.claimingAllowed);
        case Effect.DeadlineMissed(Task task) -> {
          seat.view.missed(task, nowMs);
          missed.add(task.taskId());
        }
        case Effect.TaskClosed(Task task, String _) -> seat.view.closed(task);
        case Effect.VerifyProof(Task _, VerifiedLease lease, VerifiedCompletion completion) ->
            seat.checks.put(completion.digest(), lease.digest());
        case Effect.SignRelease _,
            Effect.SignReady _,
            Effect.BlockProven _,
            Effect.Doppelganger _,
            Effect.SignPass _,
            Effect.SignCompletion _,
            Effect.CancelProof _,
            Effect.StopBeating _ -> {}
      }
    }
    wait(seat, nowMs);
    touched.forEach(seat.view::checkHolder);
    if (event instanceof Event.Tick && core.nextWakeMs() <= nowMs) {
      throw new Violation(
          Rule.CORE_STANDS, "node " + node.index() + " wants the same moment again");
    }
  }

  private static Set<TaskView> touch(Set<TaskView> touched, @Nullable TaskView task) {
    if (task == null) {
      return touched;
    }
    Set<TaskView> more = touched.isEmpty() ? new HashSet<>() : touched;
    more.add(task);
    return more;
  }

  private void before(Seat seat, Event event, long nowMs) {
    switch (event) {
      case Event.SnapshotKnown(Snapshot snapshot) -> snapshots.put(snapshot.id(), snapshot);
      case Event.TaskOpened(Task task) -> seat.view.opened(task, nowMs);
      case Event.LeaseSeen(VerifiedLease lease) -> seat.arrived = lease;
      case Event.BeatSeen(VerifiedBeat beat) -> seat.arrived = beat;
      case Event.ReleaseSeen(VerifiedRelease release) -> seat.arrived = release;
      case Event.CompletionSeen(VerifiedCompletion completion) -> seat.arrived = completion;
      case Event.ReadySeen(VerifiedReady ready) -> seat.arrived = ready;
      case Event.PassSeen(VerifiedPass pass) -> seat.arrived = pass;
      case Event.ReleaseSigned(VerifiedRelease release) -> seat.view.accepted(release, nowMs);
      case Event.ClaimingAllowed(boolean allowed) -> {
        seat.claimingAllowed = allowed;
        seat.ableMs = allowed ? Math.min(seat.ableMs, nowMs) : seat.ableMs;
      }
      case Event.Restored restored -> seat.view.restored(restored);
      case Event.CapacityChanged(Hash32 type, int free) -> seat.placesFree.put(type, free);
      case Event.ProofChecked(Hash32 completion, ProofVerdict verdict) -> {
        Hash32 lease = seat.checks.remove(completion);
        if (lease != null && verdict == ProofVerdict.INVALID) {
          seat.view.failed(lease);
        }
      }
      default -> {}
    }
  }

  /** What came in this turn and has no verdict yet waits for one. */
  private static void wait(Seat seat, long nowMs) {
    Message message = seat.arrived;
    if (message != null) {
      seat.arrived = null;
      seat.waiting
          .computeIfAbsent(id(message), _ -> new Waiting(message, new ArrayDeque<>(1)))
          .sinceMs()
          .add(nowMs);
    }
  }

  private static long id(Message message) {
    long id = message.digest().a() ^ message.digest().c();
    return message instanceof VerifiedLease lease && lease.evidence() != null
        ? id ^ 31 * lease.evidence().digest().a()
        : id;
  }

  /** A verdict is on the oldest sight of its message. */
  private static void answered(Seat seat, Message message) {
    long id = id(message);
    Waiting waiting = seat.waiting.isEmpty() ? null : seat.waiting.get(id);
    if (waiting != null) {
      waiting.sinceMs().removeFirst();
      if (waiting.sinceMs().isEmpty()) {
        seat.waiting.remove(id);
      }
    } else if (seat.arrived != null && id(seat.arrived) == id) {
      seat.arrived = null;
    } else {
      throw new Violation(Rule.ONE_VERDICT, "a verdict on what never came: " + message);
    }
  }

  private void judged(SimNode node, Seat seat, Message message, Verdict verdict) {
    answered(seat, message);
    if (verdict instanceof Verdict.Accept) {
      seat.view.accepted(message, node.localMs());
    }
    if (message instanceof VerifiedLease lease && !(verdict instanceof Verdict.Ignore)) {
      boolean valid = verdict instanceof Verdict.Accept;
      Boolean before = accepted.putIfAbsent(id(lease), valid);
      if (before != null && before != valid) {
        throw new Violation(
            Rule.VALIDITY_IS_PURE, "node " + node.index() + " says " + verdict + " to " + lease);
      }
    }
    if (verdict instanceof Verdict.Reject && isHonest(message)) {
      throw new Violation(
          Rule.HONEST_IS_NOT_PUNISHABLE,
          "node " + node.index() + " says " + verdict + " to " + message);
    }
  }

  /** Published by an honest node, as it is: others can spoil the evidence that travels along. */
  private boolean isHonest(Message message) {
    if (!(message instanceof VerifiedLease lease) || !durable.contains(lease.digest())) {
      return false;
    }
    Message evidence = lease.evidence();
    return evidence == null
        ? lease.lease().evidence().isZero()
        : evidence.digest().equals(lease.lease().evidence());
  }

  private void equivocated(Seat seat, VerifiedLease one, VerifiedLease other) {
    seat.view.equivocated(one, other);
    if (!rogues.contains(one.lease().prover())) {
      throw new Violation(
          Rule.HONEST_IS_NOT_PUNISHABLE, one.lease() + " is said to exclude " + other.lease());
    }
  }

  private void started(Seat seat, Task task, VerifiedLease lease, boolean published) {
    seat.view.proofStarted(task, lease, published && durable.contains(lease.digest()));
    if (seat.lanes.containsValue(lease.lease().lane())) {
      throw new Violation(Rule.CAPACITY_IS_KEPT, "a lane is in use: " + lease.lease());
    }
    seat.lanes.put(lease.digest(), lease.lease().lane());
    int free = seat.placesFree.merge(task.proofType(), -1, Integer::sum);
    if (free < 0) {
      throw new Violation(Rule.CAPACITY_IS_KEPT, "no place is free: " + lease.lease());
    }
  }

  @Override
  public void jobEnded(SimNode node, Job job) {
    seat(node).lanes.remove(job.lease().digest());
  }

  /** V-10, V-11: what cannot be checked at each turn without cost. */
  void checkBounds(SimNode node) {
    if (!node.isUp()) {
      return;
    }
    Seat seat = seat(node);
    long nowMs = node.localMs();
    for (Waiting waiting : seat.waiting.values()) {
      boolean beat = waiting.message() instanceof VerifiedBeat;
      long boundMs = beat ? settings.beatOldMs() : LeaseLimits.HELD_MS_MAX;
      long sinceMs = nowMs - waiting.sinceMs().getFirst();
      if (sinceMs > boundMs + VERDICT_MARGIN_MS) {
        throw new Violation(
            Rule.ONE_VERDICT, "no verdict after " + sinceMs + " ms: " + waiting.message());
      }
    }
    if (seat.waiting.size() > LeaseLimits.HELD_MAX + LeaseLimits.LEASES_PER_TASK_MAX) {
      throw new Violation(Rule.STATE_IS_BOUNDED, seat.waiting.size() + " messages held");
    }
    seat.view.checkWindow();
  }

  boolean isLatched(Hash32 task, int node) {
    return latchedBy.getOrDefault(task, Set.of()).contains(node);
  }

  boolean isMissed(Hash32 task) {
    return missed.contains(task);
  }

  /** The leases of a task that are no hedges. */
  List<Lease> leases(Hash32 task) {
    return List.copyOf(leasesByTask.getOrDefault(task, Map.of()).values());
  }

  @Nullable VerifiedLease first(Hash32 task) {
    return firstByTask.get(task);
  }

  int rankOf(Snapshot snapshot, Task task, int prover) {
    return oracle.rank(snapshot, task, prover, 1, Set.of());
  }
}
