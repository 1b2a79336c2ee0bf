/** Deploys Baton's contracts and registers provers; the bindings are in {@code generated}. */
@NullMarked
package network.baton.contracts;

import org.jspecify.annotations.NullMarked;
