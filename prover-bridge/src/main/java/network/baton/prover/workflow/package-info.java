/**
 * Proof types that are made in stages: a graph of jobs that one operator's fleet makes, the results
 * of some being the inputs of others. Specification: {@code specs/prover-bridge.md}, B-60 to B-69.
 */
@NullMarked
package network.baton.prover.workflow;

import org.jspecify.annotations.NullMarked;
