@NullMarked
package network.baton.simulator;

import org.jspecify.annotations.NullMarked;
