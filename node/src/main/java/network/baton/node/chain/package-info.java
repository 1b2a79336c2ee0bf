/** The node's side of the chain: heads, snapshots, anchors, settlement. */
@NullMarked
package network.baton.node.chain;

import org.jspecify.annotations.NullMarked;
