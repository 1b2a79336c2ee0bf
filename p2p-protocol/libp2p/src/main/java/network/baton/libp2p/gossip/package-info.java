/**
 * Gossipsub: a pure router (event, now -> effects), its codec and the service that carries it over
 * a host.
 */
@NullMarked
package network.baton.libp2p.gossip;

import org.jspecify.annotations.NullMarked;
