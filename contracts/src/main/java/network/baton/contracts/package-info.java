@NullMarked
package network.baton.contracts;

import org.jspecify.annotations.NullMarked;
