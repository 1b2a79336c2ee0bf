/** JMH benchmarks of the parts of the libp2p stack: {@code ./baton bench micro}. */
@NullMarked
package network.baton.benchmark.libp2p.micro;

import org.jspecify.annotations.NullMarked;
