@NullMarked
package network.baton.scenario;

import org.jspecify.annotations.NullMarked;
