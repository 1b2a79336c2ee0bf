/** Rules for who proves when, side by side on the same draws. */
@NullMarked
package network.baton.simulator.policy;

import org.jspecify.annotations.NullMarked;
