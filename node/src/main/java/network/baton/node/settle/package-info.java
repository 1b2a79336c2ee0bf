/** Which own proofs have to be brought to the chain, and which not any more. */
@NullMarked
package network.baton.node.settle;

import org.jspecify.annotations.NullMarked;
