/** Tests. */
@NullMarked
package network.baton.libp2p.crypto;

import org.jspecify.annotations.NullMarked;
