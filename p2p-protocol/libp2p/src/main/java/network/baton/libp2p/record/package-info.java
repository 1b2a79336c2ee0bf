/** Signed envelopes, and the records of peers' addresses that travel in them. Depends on no I/O. */
@NullMarked
package network.baton.libp2p.record;

import org.jspecify.annotations.NullMarked;
