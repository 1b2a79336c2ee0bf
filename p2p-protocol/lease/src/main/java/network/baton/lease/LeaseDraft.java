package network.baton.lease;

/**
 * A lease that the core wants signed: everything but the beat key, which the effect runner owns.
 */
public record LeaseDraft(
    Hash32 taskId,
    int term,
    int prover,
    Hash32 snapshotId,
    Hash32 prev,
    Cause cause,
    Hash32 evidence,
    int lane,
    long nonce,
    long issuedAtMs) {
  public Lease withBeatKey(Hash32 beatKey) {
    return new Lease(
        taskId, term, prover, snapshotId, prev, cause, evidence, lane, nonce, beatKey, issuedAtMs);
  }
}
