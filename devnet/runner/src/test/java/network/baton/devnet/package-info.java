@NullMarked
package network.baton.devnet;

import org.jspecify.annotations.NullMarked;
