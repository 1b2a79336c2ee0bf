package network.baton.lease;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.baton.lease.Message.VerifiedLease;
import org.jspecify.annotations.Nullable;

/**
 * What this node itself has signed, is signing and is running: the memory that keeps it from
 * signing twice, and the capacity that it may still promise. At most one own lease per task.
 */
final class OwnLeases {
  /** {@code slot} is -1 for a lease from before a restart until its task opens. */
  private record Claimed(long slot, @Nullable VerifiedLease lease) {}

  private record Signing(LeaseDraft draft, Hash32 proofType) {}

  private record Run(TaskState task, int lane, long startedMs) {}

  /**
   * What the prover for one type can take.
   *
   * @param upSinceMs since when there is a prover at all; {@link #NOT_ABLE_MS} while there is none
   */
  private record Room(int free, long upSinceMs) {
    static final Room NONE = new Room(0, NOT_ABLE_MS);

    boolean isUp() {
      return upSinceMs != NOT_ABLE_MS;
    }
  }

  /** The moment from which this node can claim, while it cannot. */
  static final long NOT_ABLE_MS = Long.MAX_VALUE;

  private final int self;
  private final Map<Hash32, Claimed> claimedByTask = new LinkedHashMap<>();
  private final Map<Hash32, Signing> signingByTask = new LinkedHashMap<>();
  private final Map<Hash32, Run> runsByLease = new LinkedHashMap<>();
  private final Map<Hash32, Integer> announcing = new LinkedHashMap<>();
  private final Map<Hash32, Room> roomByProofType = new LinkedHashMap<>();
  private final TreeMap<Long, Long> nonceByEpoch = new TreeMap<>();
  private long epochLow = Long.MIN_VALUE;
  private long nonceEpoch = -1;
  private long nonceNext;
  private long slotLow = Long.MIN_VALUE;
  private long claimingSinceMs = NOT_ABLE_MS;
  private boolean roomMade;

  OwnLeases(int self) {
    this.self = self;
  }

  /** O-08: takes over what the safety record holds. */
  void restore(List<VerifiedLease> leases, long epoch, long nonceHighest, long lowestSlot) {
    for (VerifiedLease lease : leases) {
      remember(lease.lease().taskId(), new Claimed(-1, lease));
    }
    if (nonceHighest > 0) {
      nonceByEpoch.merge(epoch, nonceHighest, Math::max);
      epochLow = Math.max(epochLow, epoch);
    }
    slotLow = Math.max(slotLow, lowestSlot);
    nonceEpoch = -1;
  }

  /** Answers whether this changed. */
  boolean allowClaiming(boolean allowed, long nowMs) {
    if (allowed == isClaimingAllowed()) {
      return false;
    }
    claimingSinceMs = allowed ? nowMs : NOT_ABLE_MS;
    roomMade |= allowed;
    return true;
  }

  boolean isClaimingAllowed() {
    return claimingSinceMs != NOT_ABLE_MS;
  }

  /**
   * Takes a report of the prover. No room while no own job takes it means that the prover is down;
   * no room for being busy does not. Answers whether it came up or went down.
   */
  boolean capacity(Hash32 proofType, int free, long nowMs) {
    Room before = roomByProofType.getOrDefault(proofType, Room.NONE);
    boolean up = free > 0 || (before.isUp() && hasJob(proofType));
    long upSinceMs = up ? Math.min(before.upSinceMs(), nowMs) : NOT_ABLE_MS;
    roomByProofType.put(proofType, new Room(free, upSinceMs));
    roomMade |= free > 0;
    return up != before.isUp();
  }

  /** A job failed: with no room left, that was the prover's end too. Answers whether it was. */
  boolean failed(Hash32 proofType, long nowMs) {
    Room room = roomByProofType.getOrDefault(proofType, Room.NONE);
    return room.free() == 0 && capacity(proofType, 0, nowMs);
  }

  /**
   * O-03: since when this node could claim tasks of a type, if it was its turn: claiming is allowed
   * and the prover is up. {@link #NOT_ABLE_MS} while it cannot.
   */
  long ableSinceMs(Hash32 proofType) {
    long upSinceMs = roomByProofType.getOrDefault(proofType, Room.NONE).upSinceMs();
    return Math.max(claimingSinceMs, upSinceMs);
  }

  /** The types that this node can claim, in ascending order. */
  List<Hash32> ableTypes() {
    return roomByProofType.keySet().stream()
        .filter(type -> ableSinceMs(type) != NOT_ABLE_MS)
        .sorted()
        .toList();
  }

  private boolean hasJob(Hash32 proofType) {
    for (Signing signing : signingByTask.values()) {
      if (signing.proofType().equals(proofType)) {
        return true;
      }
    }
    for (Run run : runsByLease.values()) {
      if (run.task().task().proofType().equals(proofType)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the safety record and the quota of nonces (S-08) leave a claim to this prover. */
  boolean mayClaim(long slot, Snapshot snapshot, Prover me) {
    long epoch = snapshot.epoch();
    return slot >= slotLow && epoch >= epochLow && nextNonce(epoch) <= me.quota();
  }

  /** O-02: claiming is allowed and the prover has a place that no signature under way will take. */
  boolean hasRoom(Hash32 proofType) {
    int free = isClaimingAllowed() ? roomByProofType.getOrDefault(proofType, Room.NONE).free() : 0;
    if (free == 0) {
      return false;
    }
    if (signingByTask.isEmpty()) {
      return true;
    }
    int signing = 0;
    for (Signing one : signingByTask.values()) {
      signing += one.proofType().equals(proofType) ? 1 : 0;
    }
    return signing < free;
  }

  /** Whether a place or a lane may have become free since this was asked last. */
  boolean takeRoomMade() {
    boolean made = roomMade;
    roomMade = false;
    return made;
  }

  /** The lowest lane that is not in use, or -1. */
  int freeLane(int capacity) {
    for (int lane = 0; lane < capacity; lane++) {
      if (isFree(lane)) {
        return lane;
      }
    }
    return -1;
  }

  private boolean isFree(int lane) {
    for (Run run : runsByLease.values()) {
      if (run.lane() == lane) {
        return false;
      }
    }
    for (Signing signing : signingByTask.values()) {
      if (signing.draft().lane() == lane) {
        return false;
      }
    }
    return announcing.isEmpty() || !announcing.containsValue(lane);
  }

  long nextNonce(long epoch) {
    if (epoch != nonceEpoch) {
      nonceEpoch = epoch;
      nonceNext = nonceByEpoch.getOrDefault(epoch, 0L) + 1;
    }
    return nonceNext;
  }

  void sign(LeaseDraft draft, TaskState state, long epoch) {
    Task task = state.task();
    state.claimed();
    raiseNonce(epoch, draft.nonce());
    remember(task.taskId(), new Claimed(task.slot(), null));
    signingByTask.put(task.taskId(), new Signing(draft, task.proofType()));
  }

  /** Ends a signature under way. Answers whether there was one for this task and term. */
  boolean signed(Hash32 taskId, int term) {
    Signing signing = signingByTask.get(taskId);
    if (signing == null || signing.draft().term() != term) {
      return false;
    }
    signingByTask.remove(taskId);
    roomMade = true;
    return true;
  }

  void run(LeaseEntry entry, long nowMs) {
    Task task = entry.task().task();
    remember(task.taskId(), new Claimed(task.slot(), entry.message()));
    roomByProofType.computeIfPresent(
        task.proofType(), (_, room) -> new Room(Math.max(0, room.free() - 1), room.upSinceMs()));
    runsByLease.put(entry.digest(), new Run(entry.task(), entry.lease().lane(), nowMs));
  }

  /** When the job of a lease was started here; -1 when it is not running. */
  long startedMs(Hash32 leaseDigest) {
    Run run = runsByLease.get(leaseDigest);
    return run == null ? -1 : run.startedMs();
  }

  /** A job is done: its lane stays taken until the proof is announced. */
  void announce(Hash32 leaseDigest, int lane) {
    announcing.put(leaseDigest, lane);
  }

  /** Answers whether the lease was running here. */
  boolean end(Hash32 leaseDigest) {
    boolean announced = announcing.remove(leaseDigest) != null;
    boolean ran = runsByLease.remove(leaseDigest) != null;
    roomMade |= ran || announced;
    return ran;
  }

  List<Hash32> endAll(TaskState task) {
    List<Hash32> ended = new ArrayList<>();
    runsByLease.forEach(
        (digest, run) -> {
          if (run.task() == task) {
            ended.add(digest);
          }
        });
    ended.forEach(this::end);
    return ended;
  }

  /** The own lease that was signed for a task before it was opened (again), if any. */
  @Nullable VerifiedLease signedBefore(TaskState state) {
    Task task = state.task();
    Claimed claimed = claimedByTask.get(task.taskId());
    if (claimed == null) {
      return null;
    }
    state.claimed();
    claimedByTask.put(task.taskId(), new Claimed(task.slot(), claimed.lease()));
    return claimed.lease();
  }

  /** Whether this node signed the lease, in this life or in one that its record remembers. */
  boolean hasSigned(LeaseEntry entry) {
    Claimed claimed = claimedByTask.get(entry.task().task().taskId());
    VerifiedLease lease = claimed == null ? null : claimed.lease();
    return lease != null && lease.digest().equals(entry.digest());
  }

  /** O-09: a lease of this prover's key that this node did not sign still counts as signed. */
  void noticed(LeaseEntry entry) {
    if (entry.lease().prover() == self) {
      raiseNonce(entry.snapshot().epoch(), entry.lease().nonce());
      Task task = entry.task().task();
      entry.task().claimed();
      claimedByTask.computeIfAbsent(task.taskId(), _ -> new Claimed(task.slot(), null));
    }
  }

  private void raiseNonce(long epoch, long nonce) {
    nonceByEpoch.merge(epoch, nonce, Math::max);
    nonceEpoch = -1;
    if (nonceByEpoch.size() > LeaseLimits.OWN_EPOCHS_MAX) {
      epochLow = Math.max(epochLow, nonceByEpoch.pollFirstEntry().getKey() + 1);
    }
  }

  private void remember(Hash32 taskId, Claimed claimed) {
    claimedByTask.put(taskId, claimed);
    if (claimedByTask.size() > LeaseLimits.OWN_CLAIMS_MAX) {
      var oldest = claimedByTask.entrySet().iterator().next();
      claimedByTask.remove(oldest.getKey());
      slotLow = Math.max(slotLow, oldest.getValue().slot() + 1);
    }
  }
}
