package network.baton.devnet;

import static network.baton.devnet.Lines.event;
import static network.baton.devnet.Lines.open;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import network.baton.scenario.Fault;
import network.baton.scenario.report.FaultPlan;
import network.baton.scenario.report.FaultPlan.Due;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a fault is due, and whom it hits. */
class FaultPlanTest {
  private static final List<String> NODES = List.of("alice", "bob", "carol");
  private static final Map<String, String> TYPES = Map.of("0x01", "sponge", "0x02", "tree");

  @Test
  void theHolderIsHitAtItsFirstProgressInTheSlotAndOnlyOnce() {
    Fault fault = fault(2, Fault.On.FIRST_PROGRESS, "sponge", Fault.HOLDER);
    FaultPlan plan = plan(0, fault);
    plan.traced(open(0, 1, "t1", "0x01"));
    plan.traced(open(0, 2, "t2", "0x02"));
    plan.traced(open(0, 2, "t3", "0x01"));

    assertThat(plan.traced(event(0, "progress", "taskId:'t1',term:1,ppm:5"))).isEmpty();
    assertThat(plan.traced(event(0, "progress", "taskId:'t2',term:1,ppm:5"))).isEmpty();
    assertThat(plan.traced(event(1, "beat-sent", "taskId:'t3',term:1"))).isEmpty();
    assertThat(plan.traced(event(1, "progress", "taskId:'t3',term:1,ppm:5")))
        .containsExactly(new Due(fault, 1));
    assertThat(plan.traced(event(1, "progress", "taskId:'t3',term:1,ppm:6"))).isEmpty();
  }

  @Test
  void aLeaseCountsWhereItIsTheNodesOwn() {
    Fault fault = fault(1, Fault.On.LEASE, null, Fault.HOLDER);
    FaultPlan plan = plan(0, fault);
    plan.traced(open(0, 1, "t1", "sponge"));

    assertThat(plan.traced(event(2, "lease", "slot:1,taskId:'t1',prover:1,own:false"))).isEmpty();
    assertThat(plan.traced(event(1, "lease", "slot:1,taskId:'t1',prover:1,own:true")))
        .containsExactly(new Due(fault, 1));
  }

  @Test
  void aNamedNodeIsHitByItsOwnEventsOnly() {
    Fault fault = fault(1, Fault.On.BEAT, null, "carol");
    FaultPlan plan = plan(0, fault);
    plan.traced(open(0, 1, "t1", "sponge"));

    assertThat(plan.traced(event(1, "beat-sent", "taskId:'t1',term:1"))).isEmpty();
    assertThat(plan.traced(event(2, "beat-sent", "taskId:'t1',term:1")))
        .containsExactly(new Due(fault, 2));
  }

  @Test
  void aSlotsStartHitsTheNamedNode() {
    Fault fault = fault(2, Fault.On.SLOT_START, null, "bob");
    FaultPlan plan = plan(0, fault);

    assertThat(plan.slotStarted(1)).isEmpty();
    assertThat(plan.slotStarted(2)).containsExactly(new Due(fault, 1));
    assertThat(plan.slotStarted(2)).isEmpty();
  }

  @Test
  void slotsOfTheScenarioAreCountedFromTheFirstSlotOfTheRun() {
    Fault start = fault(2, Fault.On.SLOT_START, null, "bob");
    Fault lease = fault(2, Fault.On.LEASE, null, Fault.HOLDER);
    FaultPlan plan = plan(5, start, lease);
    plan.traced(open(0, 7, "t7", "sponge"));

    assertThat(plan.slotStarted(2)).isEmpty();
    assertThat(plan.slotStarted(7)).containsExactly(new Due(start, 1));
    assertThat(plan.traced(event(0, "lease", "taskId:'t7',own:true")))
        .containsExactly(new Due(lease, 0));
  }

  @Test
  void aFaultOnAFleetWaitsForALeaseOfItsNode() {
    Fault fault =
        new Fault(
            "it",
            new Fault.When(2, Fault.On.BEAT, null, "alice"),
            Fault.Act.KILL_WORKER,
            null,
            null);
    FaultPlan plan = plan(0, fault);
    plan.traced(open(0, 1, "t1", "sponge"));
    plan.traced(open(0, 4, "t4", "sponge"));

    assertThat(plan.traced(event(0, "beat-sent", "taskId:'t1',term:1"))).isEmpty();
    assertThat(plan.traced(event(0, "beat-sent", "taskId:'t4',term:1")))
        .containsExactly(new Due(fault, 0));
  }

  @Test
  void anEventOfAnUnknownTaskHitsNobody() {
    FaultPlan plan = plan(0, fault(1, Fault.On.LEASE, null, Fault.HOLDER));

    assertThat(plan.traced(event(0, "lease", "taskId:'t1',own:true"))).isEmpty();
    assertThat(plan.traced(event(0, "start", ""))).isEmpty();
  }

  @Test
  void onlySoManyTasksAreRemembered() {
    FaultPlan plan = plan(0, fault(1, Fault.On.LEASE, null, Fault.HOLDER));
    plan.traced(open(0, 1, "first", "sponge"));
    for (int i = 0; i < FaultPlan.TASKS_MAX; i++) {
      plan.traced(open(0, 1, "t" + i, "sponge"));
    }

    assertThat(plan.traced(event(0, "lease", "taskId:'first',own:true"))).isEmpty();
    assertThat(plan.traced(event(0, "lease", "taskId:'t5',own:true"))).hasSize(1);
  }

  private static FaultPlan plan(long slotOffset, Fault... faults) {
    return new FaultPlan(List.of(faults), NODES, TYPES, slotOffset);
  }

  private static Fault fault(int slot, Fault.On on, @Nullable String task, String who) {
    return new Fault("it", new Fault.When(slot, on, task, who), Fault.Act.KILL, null, null);
  }
}
