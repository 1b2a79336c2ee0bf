@NullMarked
package network.baton.lease;

import org.jspecify.annotations.NullMarked;
