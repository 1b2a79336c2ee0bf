@NullMarked
package network.baton.node.chain;

import org.jspecify.annotations.NullMarked;
