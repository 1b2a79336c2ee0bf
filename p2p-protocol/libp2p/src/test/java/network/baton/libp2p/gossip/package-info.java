/** Tests of gossipsub: stories of one router, a virtual network of many, and the service. */
@NullMarked
package network.baton.libp2p.gossip;

import org.jspecify.annotations.NullMarked;
