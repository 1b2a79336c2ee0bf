@NullMarked
package network.baton.prover.trace;

import org.jspecify.annotations.NullMarked;
