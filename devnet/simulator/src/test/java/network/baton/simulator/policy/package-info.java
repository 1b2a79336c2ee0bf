@NullMarked
package network.baton.simulator.policy;

import org.jspecify.annotations.NullMarked;
