/**
 * One operator's fleet: the dispatcher that decides which worker does what next, its journal, and
 * the engines that carry its decisions out. Specification: {@code specs/prover-bridge.md}.
 */
@NullMarked
package network.baton.prover.fleet;

import org.jspecify.annotations.NullMarked;
