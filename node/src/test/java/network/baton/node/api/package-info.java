@NullMarked
package network.baton.node.api;

import org.jspecify.annotations.NullMarked;
