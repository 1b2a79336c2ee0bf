package network.baton.simulator.policy;

import network.baton.simulator.workload.SlotDraw;

/**
 * A policy that is small enough to be written down for one slot.
 *
 * <p>{@code order} has the candidates that have room, in the order of the plain succession (by
 * score alone); only its first {@code count} places count.
 */
interface Model {
  void run(SlotDraw draw, int[] order, int count, Runners runners, Tally tally);
}
