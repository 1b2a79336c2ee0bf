@NullMarked
package network.baton.simulator.scenario;

import org.jspecify.annotations.NullMarked;
