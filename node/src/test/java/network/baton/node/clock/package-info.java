@NullMarked
package network.baton.node.clock;

import org.jspecify.annotations.NullMarked;
