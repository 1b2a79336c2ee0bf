/** Yamux: many streams with flow control over one connection. */
@NullMarked
package network.baton.libp2p.yamux;

import org.jspecify.annotations.NullMarked;
