/** Tests. */
@NullMarked
package network.baton.libp2p.multistream;

import org.jspecify.annotations.NullMarked;
