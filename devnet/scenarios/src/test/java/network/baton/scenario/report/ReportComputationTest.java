package network.baton.scenario.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import network.baton.scenario.Expectation;
import network.baton.scenario.Fault;
import network.baton.scenario.Measure;
import org.junit.jupiter.api.Test;

/** Whole reports of small stories. */
class ReportComputationTest {
  private static final String TAKEOVER =
      """
      alice 3 task-open slot=1 taskId=t1 proofType=0x01
      bob 3 task-open slot=1 taskId=t1 proofType=0x01
      alice 4 sign taskId=t1 term=1 nonce=1 digest=0xd1
      alice 5 lease slot=1 taskId=t1 term=1 prover=0 cause=FIRST digest=0xd1 own=true
      bob 8 lease slot=1 taskId=t1 term=1 prover=0 cause=FIRST digest=0xd1 own=false
      alice 10 proof-start slot=1 taskId=t1 term=1
      alice 300 beat-sent taskId=t1 term=1 digest=0xd1 sequence=300
      bob 2005 sign taskId=t1 term=2 nonce=1 digest=0xd2
      bob 2005 takeover slot=1 taskId=t1 term=2 cause=SILENT fromProver=0 toProver=1 silentForMs=1701
      bob 2006 lease slot=1 taskId=t1 term=2 prover=1 cause=SILENT digest=0xd2 own=true
      bob 2012 proof-start slot=1 taskId=t1 term=2
      bob 2800 proof-made slot=1 taskId=t1 term=2 wallMs=780
      bob 2820 latched slot=1 taskId=t1 prover=1 term=2 own=true onTime=true
      """;

  @Test
  void aTakeoverIsCountedFromTheLastBeatToTheSuccessorsJob() {
    Report report = Story.of(TAKEOVER).fault(Fault.Act.KILL, "alice", 1, 320).report();

    assertThat(report.takeovers())
        .containsExactly(
            new Takeovers.Takeover(1, "t1", "sponge", 2, "SILENT", 0, 1, 1701.0, 1712.0, true));
    assertThat(report.takeoverDelayMs()).isEqualTo(new Distribution(1712.0, 1712.0, 1712.0, 1));
  }

  @Test
  void aHolderThatDiedBeforeItsFirstBeatWasLastSeenWhenItSigned() {
    String silent =
        TAKEOVER.replace("alice 300 beat-sent taskId=t1 term=1 digest=0xd1 sequence=300\n", "");

    assertThat(Story.of(silent).report().takeoverDelayMs().max()).isEqualTo(2008.0);
  }

  @Test
  void aBeatAfterTheTakeoverIsNotTheLastOneBeforeIt() {
    String frozen = TAKEOVER + "alice 3300 beat-sent taskId=t1 term=1 digest=0xd1 sequence=3300\n";

    assertThat(Story.of(frozen).report().takeoverDelayMs().max()).isEqualTo(1712.0);
  }

  @Test
  void aSuccessorThatIsLateOrSecondDidNotSaveTheBlock() {
    String late = TAKEOVER.replace("bob 2820 latched", "bob 3501 latched");
    String second =
        TAKEOVER + "carol 2700 latched slot=1 taskId=t1 prover=0 term=1 own=false onTime=true\n";

    assertThat(Story.of(late).report().takeovers().getFirst().provenBeforeDeadline()).isFalse();
    assertThat(Story.of(second).report().takeovers().getFirst().provenBeforeDeadline()).isFalse();
  }

  @Test
  void aBlockIsProvenWhenEnoughDistinctTypesAreAndOnTimeByTheWallClock() {
    Story story =
        Story.of(
                """
                alice 3 task-open slot=1 taskId=t1 proofType=0x01
                alice 3 task-open slot=1 taskId=t2 proofType=0x02
                alice 4003 task-open slot=2 taskId=t3 proofType=0x01
                alice 4003 task-open slot=2 taskId=t4 proofType=0x02
                alice 8003 task-open slot=3 taskId=t5 proofType=0x01
                alice 900 latched slot=1 taskId=t1 prover=0 term=1 own=true onTime=true
                alice 3500 latched slot=1 taskId=t2 prover=0 term=1 own=true onTime=true
                alice 4900 latched slot=2 taskId=t3 prover=0 term=1 own=true onTime=true
                alice 7501 latched slot=2 taskId=t4 prover=0 term=1 own=true onTime=true
                alice 8900 latched slot=3 taskId=t5 prover=0 term=1 own=true onTime=true
                """)
            .mined(2, 4000)
            .mined(3, 8000);
    Report report = story.report();

    assertThat(report.tasks()).isEqualTo(6);
    assertThat(report.tasksProven()).isEqualTo(5);
    assertThat(report.blocksProven()).isEqualTo(2);
    assertThat(report.blocksProvenOnTime()).isEqualTo(1);
  }

  @Test
  void partsAreTasksButNeitherBlocksNorPromptStarts() {
    Report report =
        Story.of(
                """
                alice 3 block-seen slot=1 hash=0x01
                alice 3 task-open slot=1 taskId=t1 proofType=0x01 part=1/2
                alice 3 task-open slot=1 taskId=t2 proofType=0x01 part=2/2
                alice 3 task-open slot=1 taskId=t3 proofType=0x01 needs=2
                alice 2005 takeover slot=1 taskId=t2 term=2 cause=SILENT fromProver=1 toProver=0
                alice 2030 proof-start slot=1 taskId=t3 term=1
                alice 900 latched slot=1 taskId=t1 prover=0 term=1 own=true onTime=true
                alice 2010 latched slot=1 taskId=t2 prover=0 term=2 own=true onTime=true
                """)
            .report();

    assertThat(report.blocksProven()).isZero();
    assertThat(report.tasksProven()).isEqualTo(2);
    assertThat(report.takeovers())
        .extracting(Takeovers.Takeover::proofType)
        .containsExactly("sponge 2/2");
    assertThat(report.orchestrationMs().start().count()).isZero();
  }

  @Test
  void settlementsAndAnchorsAreTakenFromTheChain() {
    Report report =
        Story.of(
                TAKEOVER
                    + """
                    alice 4003 task-open slot=2 taskId=t3 proofType=0x01
                    alice 4005 lease slot=2 taskId=t3 term=1 prover=0 digest=0xd3 own=true
                    """)
            .mined(2, 4000)
            .anchored(1)
            .anchored(7)
            .settled("t1")
            .settled("t1")
            .settled("unknown")
            .report();

    assertThat(report.proofsVerifiedOnChain()).isEqualTo(1);
    assertThat(report.anchors()).isEqualTo(1);
    assertThat(report.slotsMissingAnchor()).isEqualTo(1);
    assertThat(report.gas())
        .containsOnly(java.util.Map.entry("anchor", new Report.Gas(3, 45_000, 60_000)));
  }

  @Test
  void expectationsAreJudgedAndEveryPlannedFaultMustHaveHappened() {
    Expectation overtaken =
        new Expectation(
            "overtaken",
            Measure.TAKEOVERS,
            null,
            new Expectation.Bound.Of(1),
            null,
            "SILENT",
            true);
    Expectation proven =
        new Expectation(
            "proven", Measure.BLOCKS_PROVEN, null, new Expectation.Bound.All(), null, null, null);
    Fault planned =
        new Fault(
            "dies",
            new Fault.When(1, Fault.On.LEASE, null, Fault.HOLDER),
            Fault.Act.KILL,
            null,
            null);
    Report report = Story.of(TAKEOVER).planned(planned).expecting(overtaken, proven).report();

    assertThat(report.expectations())
        .containsExactly(
            new Expectation.Outcome(
                "overtaken", true, "takeovers[SILENT][proven before the deadline] = 1, at least 1"),
            new Expectation.Outcome("proven", false, "blocksProven = 0, at least 1"),
            new Expectation.Outcome("fault 'dies' was carried out", false, "its moment never came"),
            new Expectation.Outcome("every node lives and ends as it is told", true, "yes"));
    assertThat(report.failed()).hasSize(2);
  }

  @Test
  void aRestartedNodeClaimsAgainWhenItSignsANewLease() {
    String back =
        TAKEOVER
            + """
            alice 8600 start
            alice 12004 sign taskId=t9 term=1 nonce=2 digest=0xd9
            """;
    Story story = Story.of(back).restarted(Fault.Act.KILL, "alice", 1, 320, 8000);

    assertThat(story.report().restarts())
        .containsExactly(new Restarts.Restart("alice", 0, 1, 7680.0, 600.0, 4004.0));

    Story mute = Story.of(TAKEOVER).restarted(Fault.Act.KILL, "alice", 1, 320, 8000);
    assertThat(mute.report().restarts())
        .containsExactly(new Restarts.Restart("alice", 0, 1, 7680.0, null, null));
  }

  @Test
  void twoLeasesForOneTermAreFoundWhereverTheyWereSeen() {
    assertThat(Story.of(TAKEOVER).report().doubleSignatures()).isZero();
    String again = TAKEOVER + "alice 3000 sign taskId=t1 term=1 nonce=1 digest=0xd1\n";
    assertThat(Story.of(again).report().doubleSignatures()).isZero();
    for (String wrong :
        List.of(
            "alice 3000 sign taskId=t1 term=1 nonce=2 digest=0xother",
            "alice 3000 sign taskId=t1 term=3 nonce=1 digest=0xother",
            "bob 3000 lease slot=1 taskId=t1 term=1 prover=0 digest=0xother own=false")) {
      assertThat(Story.of(TAKEOVER + wrong).report().doubleSignatures()).as(wrong).isEqualTo(1);
    }
  }

  @Test
  void percentilesAreValuesThatWereMeasured() {
    assertThat(Distribution.of(List.of())).isEqualTo(new Distribution(null, null, null, 0));
    assertThat(Distribution.of(List.of(5.0, 1.0, 2.0, 9.0)))
        .isEqualTo(new Distribution(2.0, 9.0, 9.0, 4));
  }
}
