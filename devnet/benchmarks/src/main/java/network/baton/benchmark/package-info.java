@NullMarked
package network.baton.benchmark;

import org.jspecify.annotations.NullMarked;
