@NullMarked
package network.baton.node.store;

import org.jspecify.annotations.NullMarked;
