@NullMarked
package network.baton.node.settle;

import org.jspecify.annotations.NullMarked;
