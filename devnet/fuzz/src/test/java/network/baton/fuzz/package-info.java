/** Coverage-guided fuzzing of everything that reads bytes from outside, with a bound on memory. */
@NullMarked
package network.baton.fuzz;

import org.jspecify.annotations.NullMarked;
