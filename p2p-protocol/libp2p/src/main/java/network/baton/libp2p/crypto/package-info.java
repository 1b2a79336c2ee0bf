/** Identity keys of peers: encoding, signing and verifying. */
@NullMarked
package network.baton.libp2p.crypto;

import org.jspecify.annotations.NullMarked;
