package network.baton.node;

import org.jspecify.annotations.Nullable;

/** A part of the node that may object to claiming. Asked about once a second, on any thread. */
@FunctionalInterface
interface Ground {
  /** What stands against claiming now, or null. */
  @Nullable Objection objection();
}
