@NullMarked
package network.baton.node;

import org.jspecify.annotations.NullMarked;
