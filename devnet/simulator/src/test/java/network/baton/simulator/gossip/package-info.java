/** Tests. */
@NullMarked
package network.baton.simulator.gossip;

import org.jspecify.annotations.NullMarked;
