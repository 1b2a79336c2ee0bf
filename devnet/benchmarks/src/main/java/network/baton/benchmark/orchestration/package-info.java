/** What a dispatcher of proving work adds to the work: ours and a plain one side by side. */
@NullMarked
package network.baton.benchmark.orchestration;

import org.jspecify.annotations.NullMarked;
