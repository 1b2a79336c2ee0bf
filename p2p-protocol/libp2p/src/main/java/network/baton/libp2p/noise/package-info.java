/** The Noise XX handshake and the encrypted transport after it. */
@NullMarked
package network.baton.libp2p.noise;

import org.jspecify.annotations.NullMarked;
