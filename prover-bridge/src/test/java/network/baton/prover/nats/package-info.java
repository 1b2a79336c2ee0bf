@NullMarked
package network.baton.prover.nats;

import org.jspecify.annotations.NullMarked;
