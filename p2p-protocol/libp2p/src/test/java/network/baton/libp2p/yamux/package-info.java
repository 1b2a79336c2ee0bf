/** Tests. */
@NullMarked
package network.baton.libp2p.yamux;

import org.jspecify.annotations.NullMarked;
