/** Tests of the stack as a whole. */
@NullMarked
package network.baton.libp2p;

import org.jspecify.annotations.NullMarked;
