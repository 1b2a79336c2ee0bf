@NullMarked
package network.baton.libp2p.reach;

import org.jspecify.annotations.NullMarked;
