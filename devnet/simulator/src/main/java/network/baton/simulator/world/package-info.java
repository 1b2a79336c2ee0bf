/** A whole network in virtual time, on one thread: real lease cores, everything else simulated. */
@NullMarked
package network.baton.simulator.world;

import org.jspecify.annotations.NullMarked;
