@NullMarked
package network.baton.benchmark.orchestration;

import org.jspecify.annotations.NullMarked;
