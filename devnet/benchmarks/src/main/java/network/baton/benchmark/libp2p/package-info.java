/** {@code ./baton bench libp2p}: our libp2p stack and js-libp2p side by side on one machine. */
@NullMarked
package network.baton.benchmark.libp2p;

import org.jspecify.annotations.NullMarked;
