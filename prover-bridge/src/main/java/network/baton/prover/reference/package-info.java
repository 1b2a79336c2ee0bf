/** What the reference provers and the node must agree on: the commitment to a block header. */
@NullMarked
package network.baton.prover.reference;

import org.jspecify.annotations.NullMarked;
