package network.baton.node.evidence;

import network.baton.lease.Hash32;

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
    Hash32 proofType) {}
