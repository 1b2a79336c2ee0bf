/** Scenario files in virtual time: what the devnet does with processes, done to a world. */
@NullMarked
package network.baton.simulator.scenario;

import org.jspecify.annotations.NullMarked;
