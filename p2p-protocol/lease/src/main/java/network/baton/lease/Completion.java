package network.baton.lease;

/**
 * The holder says that it has a proof (EIP-712 struct {@code Completion}), signed by its lease key.
 *
 * @param proofHash keccak256 of the proof's bytes; finds the bytes, never identifies the result
 *     (some proofs are malleable)
 * @param sizeBytes length of the proof in bytes
 */
public record Completion(Hash32 leaseDigest, Hash32 proofHash, int sizeBytes) {}
