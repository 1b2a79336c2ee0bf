/** Which conflicting leases have to be shown to the contract that punishes them. */
@NullMarked
package network.baton.node.evidence;

import org.jspecify.annotations.NullMarked;
