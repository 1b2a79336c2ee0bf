@NullMarked
package network.baton.scenario.report;

import org.jspecify.annotations.NullMarked;
