package network.baton.lease;

import static network.baton.lease.Ruling.ignore;
import static network.baton.lease.Ruling.reject;

import java.util.List;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import org.jspecify.annotations.Nullable;

/**
 * The rules for beacons (Y) and passes (P): hints, so that their context may be this node's own.
 */
final class BeaconRules {
  private final Ledger ledger;

  BeaconRules(Ledger ledger) {
    this.ledger = ledger;
  }

  Ruling check(VerifiedReady message) {
    Ready ready = message.ready();
    if (!shapeFits(ready)) { // Y-01
      return reject(Refusal.MALFORMED);
    }
    long newestSlot = ledger.tasks().newestSlot();
    if (ready.slot() < newestSlot - 1 || ready.slot() > newestSlot + 1) { // Y-02
      return ignore(Refusal.STALE_BEACON);
    }
    Refusal stranger = stranger(ready.slot(), ready.prover(), message.signer());
    if (stranger != null) { // Y-03
      return ignore(stranger);
    }
    if (ledger.beacons().has(ready.prover(), ready.slot())) { // Y-04
      return ignore(Refusal.ALREADY_SEEN);
    }
    return new Ruling.Fits();
  }

  private static boolean shapeFits(Ready ready) {
    List<Hash32> types = ready.proofTypes();
    if (types.isEmpty() || types.size() > LeaseLimits.READY_TYPES_MAX) {
      return false;
    }
    for (int i = 1; i < types.size(); i++) {
      if (types.get(i - 1).compareTo(types.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  Ruling check(VerifiedPass message) {
    Pass pass = message.pass();
    TaskState task = ledger.tasks().get(pass.taskId());
    if (task == null) { // P-01
      return new Ruling.HoldFor(pass.taskId());
    }
    Refusal stranger = stranger(task.task().slot(), pass.prover(), message.signer());
    if (stranger != null) { // P-02
      return ignore(stranger);
    }
    if (task.hasPassed(pass.prover())) { // P-03
      return ignore(Refusal.ALREADY_SEEN);
    }
    if (task.isLatched()) { // P-04
      return ignore(Refusal.LATCHED);
    }
    return new Ruling.Fits();
  }

  /**
   * Hints name no snapshot; the one that governs the slot here may be another than the sender's.
   */
  private @Nullable Refusal stranger(long slot, int index, Address signer) {
    Snapshot snapshot = ledger.snapshots().governing(slot);
    Prover prover = snapshot == null ? null : ledger.snapshots().prover(snapshot, index);
    if (prover == null) {
      return Refusal.NOT_REGISTERED;
    }
    return prover.leaseKey().equals(signer) ? null : Refusal.WRONG_SIGNER;
  }
}
