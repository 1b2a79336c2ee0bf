@NullMarked
package network.baton.prover.workflow;

import org.jspecify.annotations.NullMarked;
