@NullMarked
package network.baton.simulator.world;

import org.jspecify.annotations.NullMarked;
