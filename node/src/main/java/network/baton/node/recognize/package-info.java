/** Which snapshots have to be shown to the contract that recognizes them. */
@NullMarked
package network.baton.node.recognize;

import org.jspecify.annotations.NullMarked;
