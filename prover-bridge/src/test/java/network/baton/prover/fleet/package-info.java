@NullMarked
package network.baton.prover.fleet;

import org.jspecify.annotations.NullMarked;
