/** What there is to prove, by whom, and what goes wrong: drawn from a seed, the same for all. */
@NullMarked
package network.baton.simulator.workload;

import org.jspecify.annotations.NullMarked;
