/** This key's transactions: what is journalled, sent, replaced, withdrawn and counted. */
@NullMarked
package network.baton.node.chain.tx;

import org.jspecify.annotations.NullMarked;
