/**
 * The daemon: wires the lease core, the libp2p host, the chain and the provers together. The only
 * module that sees all the others.
 */
@NullMarked
package network.baton.node;

import org.jspecify.annotations.NullMarked;
