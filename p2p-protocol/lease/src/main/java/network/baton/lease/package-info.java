/**
 * The lease protocol as a pure function: state, event, now -> effects. JDK only: no clock, no
 * random source, no I/O, no logging. Specification: {@code specs/lease.md}.
 */
@NullMarked
package network.baton.lease;

import org.jspecify.annotations.NullMarked;
