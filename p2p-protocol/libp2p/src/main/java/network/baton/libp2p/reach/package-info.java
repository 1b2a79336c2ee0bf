/**
 * Whether a host can be dialled: it asks peers to try, and tries for peers that ask. Messages of
 * AutoNAT v2 (libp2p/specs autonat), never to another IP address than that of who asks.
 */
@NullMarked
package network.baton.libp2p.reach;

import org.jspecify.annotations.NullMarked;
