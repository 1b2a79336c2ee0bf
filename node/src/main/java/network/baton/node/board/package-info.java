/** What people see: slots, tasks, leases and what the chain says of them, as plain values. */
@NullMarked
package network.baton.node.board;

import org.jspecify.annotations.NullMarked;
