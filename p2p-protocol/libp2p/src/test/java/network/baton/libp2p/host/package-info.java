/** Tests. */
@NullMarked
package network.baton.libp2p.host;

import org.jspecify.annotations.NullMarked;
