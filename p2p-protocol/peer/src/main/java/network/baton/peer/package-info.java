/** One bare libp2p host as a process, for pairing with other implementations. */
@NullMarked
package network.baton.peer;

import org.jspecify.annotations.NullMarked;
