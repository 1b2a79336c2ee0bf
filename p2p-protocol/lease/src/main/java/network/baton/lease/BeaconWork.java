package network.baton.lease;

import java.util.List;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;

/** This node's own beacons: it shows itself ready once a slot, and passes what it cannot take. */
final class BeaconWork {
  private final LeaseSettings settings;
  private final int self;
  private final Turn turn;
  private final Ledger ledger;
  private final OwnLeases own;
  private long readySlot = -1;
  private long readyAtMs = WakeQueue.NEVER;

  BeaconWork(LeaseSettings settings, int self, Turn turn, Ledger ledger, OwnLeases own) {
    this.settings = settings;
    this.self = self;
    this.turn = turn;
    this.ledger = ledger;
    this.own = own;
  }

  private boolean isSilent() {
    return self == LeaseCore.OBSERVER || !settings.hasBeacons();
  }

  /** O-16: the beacon of a slot is due in the middle of its time to the deadline. */
  void opened(Task task) {
    if (!isSilent() && task.slot() > readySlot) {
      readySlot = task.slot();
      long middleMs = task.slotStartMs() + (task.deadlineMs() - task.slotStartMs()) / 2;
      readyAtMs = Math.max(turn.nowMs(), middleMs);
    }
  }

  void showReady() {
    if (turn.nowMs() < readyAtMs) {
      return;
    }
    readyAtMs = WakeQueue.NEVER;
    Snapshot snapshot = ledger.snapshots().governing(readySlot);
    Prover me = snapshot == null ? null : ledger.snapshots().prover(snapshot, self);
    if (me == null) {
      return;
    }
    List<Hash32> types =
        own.ableTypes().stream().filter(me::proves).limit(LeaseLimits.READY_TYPES_MAX).toList();
    if (!types.isEmpty()) {
      turn.emit(new Effect.SignReady(new Ready(self, readySlot, types)));
    }
  }

  void signed(VerifiedReady ready) {
    turn.emit(new Effect.Publish(ready));
    ledger.beacons().add(ready.ready());
  }

  /** O-17: without room there is no claim; worse ranks need not wait to find that out. */
  void passUnlessRoom(TaskState task) {
    if (isSilent()
        || task.isPassSaid()
        || task.isLatched()
        || task.leases().holder() != null
        || task.openedMs() > task.task().deadlineMs()
        || task.isClaimed()
        || own.hasRoom(task.task().proofType())) {
      return;
    }
    Snapshot snapshot = ledger.snapshots().governing(task.task().slot());
    Prover me = snapshot == null ? null : ledger.snapshots().prover(snapshot, self);
    if (me != null && me.proves(task.task().proofType())) {
      task.sayPass();
      turn.emit(new Effect.SignPass(new Pass(task.task().taskId(), self)));
    }
  }

  void signed(VerifiedPass pass) {
    TaskState task = ledger.tasks().get(pass.pass().taskId());
    if (task != null && !task.isLatched()) {
      turn.emit(new Effect.Publish(pass));
      task.passed(self);
    }
  }

  long nextWakeMs() {
    return readyAtMs;
  }
}
