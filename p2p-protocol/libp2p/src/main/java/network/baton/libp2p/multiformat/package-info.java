/** Self-describing encodings shared by the stack: unsigned varints and text bases. */
@NullMarked
package network.baton.libp2p.multiformat;

import org.jspecify.annotations.NullMarked;
