/** Multistream-select 1.0: which protocol a connection or a stream speaks. */
@NullMarked
package network.baton.libp2p.multistream;

import org.jspecify.annotations.NullMarked;
