/** Tests. */
@NullMarked
package network.baton.libp2p.noise;

import org.jspecify.annotations.NullMarked;
