/** Tests. */
@NullMarked
package network.baton.libp2p.protocol;

import org.jspecify.annotations.NullMarked;
