/** Networks of real gossipsub routers in virtual time: at scale, and under attack. */
@NullMarked
package network.baton.simulator.gossip;

import org.jspecify.annotations.NullMarked;
