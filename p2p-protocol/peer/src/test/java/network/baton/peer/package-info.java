@NullMarked
package network.baton.peer;

import org.jspecify.annotations.NullMarked;
