/**
 * Networks that break, drawn from a seed, and the rules that must hold meanwhile and afterwards.
 */
@NullMarked
package network.baton.simulator.swarm;

import org.jspecify.annotations.NullMarked;
