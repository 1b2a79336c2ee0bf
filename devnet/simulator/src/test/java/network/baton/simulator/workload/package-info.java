@NullMarked
package network.baton.simulator.workload;

import org.jspecify.annotations.NullMarked;
