@NullMarked
package network.baton.prover.reference;

import org.jspecify.annotations.NullMarked;
