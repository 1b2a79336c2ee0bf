@NullMarked
package network.baton.prover;

import org.jspecify.annotations.NullMarked;
