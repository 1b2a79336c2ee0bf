@NullMarked
package network.baton.libp2p.record;

import org.jspecify.annotations.NullMarked;
