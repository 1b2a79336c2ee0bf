package network.baton.lease;

/**
 * The holder's sign of life, twice a second, signed by the lease's beat key. A hint: no money and
 * no blame follow from it.
 *
 * @param leaseDigest EIP-712 digest of the lease it belongs to
 * @param sequence milliseconds since slot start; strictly increasing within a lease
 * @param stage prover's stage, from 0
 * @param progressPpm progress of the whole job in parts per million, 0..1,000,000
 * @param predictedFinishMs the holder's forecast, milliseconds since the Unix epoch; 0 when it has
 *     none
 */
public record Beat(
    Hash32 leaseDigest, long sequence, int stage, int progressPpm, long predictedFinishMs) {}
