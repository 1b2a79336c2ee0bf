package network.baton.simulator.policy;

import java.util.ArrayList;
import java.util.List;
import network.baton.simulator.policy.HedgedSlot.Plan;
import network.baton.simulator.workload.BlockTrace;
import network.baton.simulator.workload.ReferenceOrder;
import network.baton.simulator.workload.SlotDraw;
import network.baton.simulator.workload.Workload;

/**
 * The least misses that hedges by an exact marginal-value rule reach for some work: for each price
 * of a miss the plan of least misses x price + work is chosen, by what is known of a slot. Plans
 * are chosen on one seed and judged on the next.
 */
public final class Frontier {
  /**
   * One price of a miss, in prover-seconds, and what the plans that it buys come to.
   *
   * @param missRate share of the slots of the judging seed
   */
  public record Point(double price, double missRate, double proverSeconds) {}

  /** What plans may depend on. */
  public enum Knowledge {
    /** The block's gas, each prover's speed, and from 2 s on the first runner's progress. */
    FORECAST,
    /** Every proving time, but not who breaks. */
    TIMES
  }

  private static final double[] SECONDS = {
    0,
    300,
    600,
    1_000,
    1_500,
    2_000,
    2_500,
    3_000,
    3_500,
    4_000,
    4_500,
    5_000,
    5_500,
    6_000,
    6_500,
    7_000,
    HedgedSlot.NEVER
  };
  private static final double[] THIRDS = {
    0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, HedgedSlot.NEVER
  };
  private static final double[] PRICES = {200, 300, 400, 500, 700, 1_000, 1_500, 3_000};
  private static final double PROGRESS_MS = 2_000;
  private static final int BINS = 24;

  private final Workload workload;
  private final Knowledge knowledge;
  private final int runnersMax;
  private final List<Plan> plans = new ArrayList<>();

  /**
   * @param runnersMax so many start in a slot at most; 2 or more
   */
  public Frontier(Workload workload, Knowledge knowledge, int runnersMax) {
    this.workload = workload;
    this.knowledge = knowledge;
    this.runnersMax = runnersMax;
    for (double second : SECONDS) {
      for (double third : THIRDS) {
        if (third >= second && (runnersMax > 2 || third == HedgedSlot.NEVER)) {
          plans.add(new Plan(second, third));
        }
      }
    }
  }

  /** Work and misses of each plan in each cell of what is known, over one seed. */
  private Tally[][][] tallies(Workload run) {
    Tally[][][] tallies = new Tally[BINS][BINS][plans.size()];
    for (Tally[][] row : tallies) {
      for (Tally[] cell : row) {
        for (int i = 0; i < cell.length; i++) {
          cell[i] = new Tally();
        }
      }
    }
    SlotDraw draw = new SlotDraw(run, BlockTrace.load());
    HedgedSlot slot = new HedgedSlot(run);
    double[] expectedMs = new double[run.candidates()];
    double[] quickness = new double[run.candidates()];
    int[] order = new int[run.candidates()];
    for (long number = 0; number < run.slots(); number++) {
      draw.draw(number);
      for (int i = 0; i < order.length; i++) {
        expectedMs[i] =
            knowledge == Knowledge.TIMES ? draw.provingMs(i) : draw.forecastMs() * draw.speed(i);
        quickness[i] = -expectedMs[i];
      }
      ReferenceOrder.sort(quickness, order);
      int first = firstToShow(draw, order);
      double heardMs =
          draw.provingMs(order[first])
              * (knowledge == Knowledge.TIMES ? 1 : draw.progressFactor(order[first]));
      double secondMs = expectedMs[order[Math.min(first + 1, order.length - 1)]];
      Tally[] cell = tallies[bin(secondMs)][bin(heardMs)];
      for (int i = 0; i < cell.length; i++) {
        slot.run(draw, order, expectedMs, plans.get(i), runnersMax, cell[i]);
      }
    }
    return tallies;
  }

  private static int firstToShow(SlotDraw draw, int[] order) {
    int first = 0;
    while (first < order.length - 1 && draw.fate(order[first]) == SlotDraw.Fate.NO_SHOW) {
      first++;
    }
    return first;
  }

  private int bin(double ms) {
    return (int) Math.clamp((ms / workload.deadlineMs() - 0.35) * BINS / 0.85, 0, BINS - 1);
  }

  /** The frontier, cheapest first. */
  public List<Point> points() {
    Tally[][][] learned = tallies(workload);
    Tally[][][] judged = tallies(workload.withSeed(workload.seed() + 1));
    List<Point> points = new ArrayList<>();
    for (double price : PRICES) {
      Tally sum = new Tally();
      for (int row = 0; row < BINS; row++) {
        choose(learned[row], judged[row], price * 1_000, sum);
      }
      points.add(new Point(price, sum.missShare(), sum.workSeconds()));
    }
    return points;
  }

  /** Of one row: one early plan for all cells, or a late one for each by what is heard by then. */
  private void choose(Tally[][] learned, Tally[][] judged, double price, Tally sum) {
    int early = 0;
    double earlyLoss = Double.POSITIVE_INFINITY;
    for (int plan = 0; plan < plans.size(); plan++) {
      double loss = 0;
      for (Tally[] cell : learned) {
        loss += cell[plan].loss(price);
      }
      if (loss < earlyLoss) {
        earlyLoss = loss;
        early = plan;
      }
    }
    int[] late = new int[BINS];
    double lateLoss = 0;
    for (int cell = 0; cell < BINS; cell++) {
      late[cell] = late(learned[cell], price);
      lateLoss += learned[cell][late[cell]].loss(price);
    }
    for (int cell = 0; cell < BINS; cell++) {
      sum.add(judged[cell][lateLoss < earlyLoss ? late[cell] : early]);
    }
  }

  private int late(Tally[] cell, double price) {
    int best = plans.size() - 1;
    for (int plan = 0; plan < plans.size(); plan++) {
      boolean known = knowledge == Knowledge.TIMES || plans.get(plan).secondMs() >= PROGRESS_MS;
      if (known && cell[plan].loss(price) < cell[best].loss(price)) {
        best = plan;
      }
    }
    return best;
  }
}
