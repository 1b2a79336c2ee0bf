@NullMarked
package network.baton.node.evidence;

import org.jspecify.annotations.NullMarked;
