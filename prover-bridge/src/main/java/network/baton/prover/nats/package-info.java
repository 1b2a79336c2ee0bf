/**
 * A fleet over NATS JetStream: workers on many machines behind one dispatcher. Specification:
 * {@code specs/prover-bridge.md}.
 */
@NullMarked
package network.baton.prover.nats;

import org.jspecify.annotations.NullMarked;
