package network.baton.simulator.world;

import network.baton.lease.Task;

/** Decides what becomes of the jobs that nodes start. */
public interface ProverModel {
  JobPlan plan(int node, Task task);

  /** Whether the node signs a claim on this task at all. */
  boolean showsUp(int node, Task task);
}
