@NullMarked
package network.baton.wire;

import org.jspecify.annotations.NullMarked;
