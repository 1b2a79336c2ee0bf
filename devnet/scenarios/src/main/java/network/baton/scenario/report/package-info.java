/**
 * Computes what a run showed from trace files and chain events; pure but for reading and writing
 * files.
 */
@NullMarked
package network.baton.scenario.report;

import org.jspecify.annotations.NullMarked;
