/** What other clocks say: SNTP (RFC 4330), asked and not believed blindly. */
@NullMarked
package network.baton.node.clock;

import org.jspecify.annotations.NullMarked;
