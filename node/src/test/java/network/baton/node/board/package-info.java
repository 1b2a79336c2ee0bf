@NullMarked
package network.baton.node.board;

import org.jspecify.annotations.NullMarked;
