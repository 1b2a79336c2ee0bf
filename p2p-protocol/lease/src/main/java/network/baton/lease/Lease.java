package network.baton.lease;

/**
 * The signed claim on one term of one task (EIP-712 struct {@code Lease}; specs/wire.md).
 *
 * @param term counts up from 1; the fencing token
 * @param prover permanent index of the holder
 * @param snapshotId snapshot that the holder's rank was computed from
 * @param prev digest of the lease that is overtaken; zero for term 1
 * @param evidence digest of the message that shows the cause: the last beat (SILENT), the release
 *     (RELEASED), the completion whose proof is invalid (FAILED); zero for term 1 and for a holder
 *     that never beat
 * @param lane which of the holder's parallel places this lease fills, {@code 0 <= lane < capacity}
 * @param nonce counts up from 1 per prover and epoch
 * @param beatKey Ed25519 public key that signs this lease's beats
 * @param issuedAtMs milliseconds since the Unix epoch
 */
public record Lease(
    Hash32 taskId,
    int term,
    int prover,
    Hash32 snapshotId,
    Hash32 prev,
    Cause cause,
    Hash32 evidence,
    int lane,
    long nonce,
    Hash32 beatKey,
    long issuedAtMs) {}
