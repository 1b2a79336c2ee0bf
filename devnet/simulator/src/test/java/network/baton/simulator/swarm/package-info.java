@NullMarked
package network.baton.simulator.swarm;

import org.jspecify.annotations.NullMarked;
