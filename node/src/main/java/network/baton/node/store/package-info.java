/** SQLite: what must survive a crash. The safety record is durable before a signature leaves. */
@NullMarked
package network.baton.node.store;

import org.jspecify.annotations.NullMarked;
