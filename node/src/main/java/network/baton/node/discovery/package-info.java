/** Finding peers by discv5, a distributed table of signed node records over UDP. */
@NullMarked
package network.baton.node.discovery;

import org.jspecify.annotations.NullMarked;
