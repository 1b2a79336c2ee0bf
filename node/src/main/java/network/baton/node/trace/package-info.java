/** One JSON line for every step of a slot, for reports and for whoever asks what happened. */
@NullMarked
package network.baton.node.trace;

import org.jspecify.annotations.NullMarked;
