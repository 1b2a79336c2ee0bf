package network.baton.simulator.policy;

import java.util.List;
import java.util.function.LongConsumer;
import network.baton.lease.LeaseSettings;
import network.baton.simulator.workload.BlockTrace;
import network.baton.simulator.workload.Network;
import network.baton.simulator.workload.ReferenceOrder;
import network.baton.simulator.workload.SlotDraw;
import network.baton.simulator.workload.Workload;
import network.baton.simulator.world.BatonRun;

/** The policies by name, and how each is run over a workload. */
public final class Policies {
  public static final List<String> NAMES =
      List.of("single", "fixed-lease", "heartbeat", "clone", "race", "baton", "clairvoyant");

  private static final int PROGRESS_SLOTS = 1_024;

  private Policies() {}

  /**
   * Runs one policy.
   *
   * @param settings of the cores of {@code baton}
   * @param progress is told now and then how many slots are done
   */
  public static PolicyResult run(
      String policy, Workload workload, LeaseSettings settings, LongConsumer progress) {
    if (policy.equals("baton")) {
      return new BatonRun(workload, settings).run(progress);
    }
    return runModel(policy, model(policy, workload), workload, progress);
  }

  private static Model model(String policy, Workload workload) {
    return switch (policy) {
      case "single" -> Models.single();
      case "fixed-lease" -> Models.fixedLease(workload);
      case "heartbeat" -> Models.heartbeat(workload);
      case "clone" -> Models.clone2();
      case "race" -> Models.race();
      case "clairvoyant" -> Models.clairvoyant(workload);
      default -> throw new IllegalArgumentException("there is no policy '" + policy + "'");
    };
  }

  private static PolicyResult runModel(
      String policy, Model model, Workload workload, LongConsumer progress) {
    SlotDraw draw = new SlotDraw(workload, BlockTrace.load());
    Network network = new Network(workload);
    Runners runners = new Runners(workload);
    Tally tally = new Tally();
    double[] scores = new double[workload.candidates()];
    int[] order = new int[workload.candidates()];
    int[] free = new int[workload.candidates()];
    for (long slot = 0; slot < workload.slots(); slot++) {
      draw.draw(slot);
      network.scores(slot, scores);
      ReferenceOrder.sort(scores, order);
      int count = 0;
      for (int prover : order) {
        if (!draw.isBusy(prover)) {
          free[count++] = prover;
        }
      }
      runners.clear();
      model.run(draw, free, count, runners, tally);
      runners.finish(draw, tally);
      if (slot % PROGRESS_SLOTS == 0) {
        progress.accept(slot);
      }
    }
    return tally.result(policy, workload);
  }
}
