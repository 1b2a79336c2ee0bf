/** REST, live events and metrics for people and programs. */
@NullMarked
package network.baton.node.api;

import org.jspecify.annotations.NullMarked;
