@NullMarked
package network.baton.node.chain.tx;

import org.jspecify.annotations.NullMarked;
