package network.baton.node.evidence;

import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import network.baton.wire.Wire;

/**
 * A signed lease with what the contract needs to know of its task.
 *
 * @param message as it was published
 * @param epoch of its snapshot
 */
@SuppressWarnings("ArrayRecordComponent") // a row on its way in or out of the store; never compared
public record SeenLease(
    byte[] message,
    Hash32 digest,
    long epoch,
    long slot,
    long blockNumber,
    Hash32 blockHash,
    Hash32 proofType) {
  /** What the contract needs of a lease for this task, under a snapshot of this epoch. */
  public static SeenLease of(VerifiedLease lease, Wire wire, Task task, long epoch) {
    return new SeenLease(
        wire.encode(lease.withoutEvidence()),
        lease.digest(),
        epoch,
        task.slot(),
        task.blockNumber(),
        task.blockHash(),
        task.proofType());
  }
}
