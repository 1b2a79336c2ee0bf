/** Provers that take the time of real ones, or a modelled time, and fail as often as asked. */
@NullMarked
package network.baton.prover.trace;

import org.jspecify.annotations.NullMarked;
