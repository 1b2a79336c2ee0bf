/** The host: sockets, the upgrade of connections, their table and their bounds. */
@NullMarked
package network.baton.libp2p.host;

import org.jspecify.annotations.NullMarked;
