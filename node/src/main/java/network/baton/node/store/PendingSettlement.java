package network.baton.node.store;

import network.baton.lease.Hash32;

/**
 * A proof that the chain does not know yet. {@code leaseMessage} is the signed lease as it was
 * published.
 */
@SuppressWarnings("ArrayRecordComponent") // a row on its way in or out of the store; never compared
public record PendingSettlement(
    Hash32 taskId,
    long slot,
    long blockNumber,
    Hash32 blockHash,
    Hash32 proofType,
    byte[] leaseMessage,
    Hash32 proofHash) {}
