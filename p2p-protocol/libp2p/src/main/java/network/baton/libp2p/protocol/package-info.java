/** Protocols that run on streams of any host: identify, ping, request/response. */
@NullMarked
package network.baton.libp2p.protocol;

import org.jspecify.annotations.NullMarked;
