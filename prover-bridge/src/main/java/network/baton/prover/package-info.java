/**
 * The seam between the node and whatever makes proofs: the {@link network.baton.prover.Prover} SPI
 * and its adapters. Knows nothing of leases or networks. Specification: {@code
 * specs/prover-bridge.md}.
 */
@NullMarked
package network.baton.prover;

import org.jspecify.annotations.NullMarked;
