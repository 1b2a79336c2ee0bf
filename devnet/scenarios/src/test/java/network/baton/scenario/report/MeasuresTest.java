package network.baton.scenario.report;

import static org.assertj.core.api.Assertions.assertThat;

import network.baton.scenario.Fault;
import org.junit.jupiter.api.Test;

/** Each measure of specs/report.md on a small story. */
class MeasuresTest {
  @Test
  void seenIsCountedFromTheCommandToMineToEachNodesFirstSight() {
    Story story =
        Story.of(
            """
            alice 3.5 block-seen slot=1 hash=0xb1
            bob 9 block-seen slot=1 hash=0xb1
            bob 400 block-seen slot=1 hash=0xb1
            carol 7 block-seen slot=1 hash=0xother
            """);

    assertThat(story.measures().seenMs()).containsExactly(3.5, 9.0);
  }

  @Test
  void aBlockFromBeforeARestartIsNoSight() {
    Story story =
        Story.of(
            """
            alice 500 start
            alice 900 block-seen slot=1 hash=0xb1
            """);

    assertThat(story.measures().seenMs()).isEmpty();
  }

  @Test
  void startIsCountedFromSightToJobForTheFirstTermOnly() {
    Story story =
        Story.of(
            """
            alice 3 block-seen slot=1 hash=0xb1
            bob 4 block-seen slot=1 hash=0xb1
            alice 3.2 task-open slot=1 taskId=t1 proofType=0x01
            alice 8 proof-start slot=1 taskId=t1 term=1
            bob 2000 proof-start slot=1 taskId=t1 term=2
            """);

    assertThat(story.measures().orchestrationStartMs()).containsExactly(5.0);
  }

  @Test
  void acceptIsCountedFromProofToLatchWithoutVerification() {
    Story story =
        Story.of(
            """
            alice 3 task-open slot=1 taskId=t1 proofType=0x01
            alice 800 proof-made slot=1 taskId=t1 term=1 wallMs=700
            alice 811 verified slot=1 taskId=t1 verifyMs=9.5 valid=true own=true
            alice 815 latched slot=1 taskId=t1 prover=0 term=1 own=true
            bob 830 verified slot=1 taskId=t1 verifyMs=12 valid=true own=false
            bob 831 latched slot=1 taskId=t1 prover=0 term=1 own=false
            """);

    assertThat(story.measures().orchestrationAcceptMs()).containsExactly(5.5);
    assertThat(story.measures().verifyMs()).containsExactly(9.5, 12.0);
    assertThat(story.measures().proofMs()).containsExactly(700.0);
  }

  @Test
  void convergenceEndsWhenTheLastNodeNamesTheSameHolder() {
    Story story =
        Story.of(
            """
            alice 3 task-open slot=1 taskId=t1 proofType=0x01
            bob 4 task-open slot=1 taskId=t1 proofType=0x01
            carol 5 task-open slot=1 taskId=t1 proofType=0x01
            alice 6 lease slot=1 taskId=t1 term=1 prover=0 digest=0xd1 own=true
            bob 9 lease slot=1 taskId=t1 term=1 prover=0 digest=0xd1 own=false
            carol 21 lease slot=1 taskId=t1 term=1 prover=0 digest=0xd1 own=false
            """);

    assertThat(story.measures().convergenceMs()).containsExactly(18.0);
  }

  @Test
  void nodesThatNameDifferentHoldersHaveNotConverged() {
    Story story =
        Story.of(
            """
            alice 3 task-open slot=1 taskId=t1 proofType=0x01
            bob 4 task-open slot=1 taskId=t1 proofType=0x01
            alice 6 lease slot=1 taskId=t1 term=1 prover=0 digest=0xd1 own=true
            bob 9 lease slot=1 taskId=t1 term=2 prover=1 digest=0xd2 own=true
            bob 12 lease slot=1 taskId=t1 term=1 prover=0 digest=0xd1 own=false
            """);

    assertThat(story.measures().convergenceMs()).isEmpty();

    Story later = Story.of("alice 3 task-open slot=1 taskId=t1 proofType=0x01");
    assertThat(later.measures().convergenceMs()).isEmpty();
  }

  @Test
  void aHigherTermThatReachesAllIsTheirHolder() {
    Story story =
        Story.of(
            """
            alice 3 task-open slot=1 taskId=t1 proofType=0x01
            bob 4 task-open slot=1 taskId=t1 proofType=0x01
            alice 6 lease slot=1 taskId=t1 term=1 prover=0 digest=0xd1 own=true
            bob 9 lease slot=1 taskId=t1 term=2 prover=1 digest=0xd2 own=true
            alice 14 lease slot=1 taskId=t1 term=2 prover=1 digest=0xd2 own=false
            """);

    assertThat(story.measures().convergenceMs()).containsExactly(11.0);
  }

  @Test
  void leasesOfOneTermAreSettledByRankOnceAllNodesHaveTheSameOnes() {
    Story story =
        Story.of(
            """
            alice 3 task-open slot=1 taskId=t1 proofType=0x01
            bob 4 task-open slot=1 taskId=t1 proofType=0x01
            alice 6 lease slot=1 taskId=t1 term=1 prover=0 digest=0xd1 own=true
            bob 9 lease slot=1 taskId=t1 term=1 prover=1 digest=0xd2 own=true
            alice 12 lease slot=1 taskId=t1 term=1 prover=1 digest=0xd2 own=false
            bob 15 lease slot=1 taskId=t1 term=1 prover=0 digest=0xd1 own=false
            """);

    assertThat(story.measures().convergenceMs()).containsExactly(12.0);
  }

  @Test
  void aNodeThatAFaultHitInTheSlotIsNotWaitedFor() {
    Story story =
        Story.of(
                """
                alice 3 task-open slot=1 taskId=t1 proofType=0x01
                bob 4 task-open slot=1 taskId=t1 proofType=0x01
                carol 4 task-open slot=1 taskId=t1 proofType=0x01
                alice 6 lease slot=1 taskId=t1 term=1 prover=0 digest=0xd1 own=true
                bob 10 lease slot=1 taskId=t1 term=1 prover=0 digest=0xd1 own=false
                """)
            .fault(Fault.Act.KILL, "carol", 1, 5);

    assertThat(story.measures().convergenceMs()).containsExactly(7.0);
  }

  @Test
  void twoFinishedProofsOfOneTaskAreDoubleWork() {
    Story story =
        Story.of(
            """
            alice 3 task-open slot=1 taskId=t1 proofType=0x01
            alice 3 task-open slot=1 taskId=t2 proofType=0x02
            alice 800 proof-made slot=1 taskId=t1 term=1 wallMs=700
            bob 900 proof-made slot=1 taskId=t1 term=2 wallMs=700
            bob 900 proof-made slot=1 taskId=t2 term=1 wallMs=700
            """);

    assertThat(story.measures().doubleProvenTasks()).isEqualTo(1);
  }

  @Test
  void proverSecondsIncludeWorkThatCameToNothing() {
    Story story =
        Story.of(
                """
                alice 3 task-open slot=1 taskId=t1 proofType=0x01
                alice 10 proof-start slot=1 taskId=t1 term=1
                bob 1900 proof-start slot=1 taskId=t1 term=2
                bob 2600 proof-made slot=1 taskId=t1 term=2 wallMs=690
                carol 2000 proof-start slot=1 taskId=t1 term=3
                carol 2500 latched slot=1 taskId=t1 prover=1 term=2 own=false
                """)
            .fault(Fault.Act.KILL, "alice", 1, 310);

    // alice 300 ms until she died, bob 690, carol 500 until she learnt of bob's proof
    assertThat(story.measures().proverSecondsPerBlock()).isEqualTo(1.49);
  }

  @Test
  void gossipIsTheSumOverNodesPerCountedSlot() {
    Story story =
        Story.of(
                """
                alice 4000 gossip slot=1 bytesOut=1000 bytesIn=1
                bob 4000 gossip slot=1 bytesOut=500 bytesIn=1
                alice 8000 gossip slot=2 bytesOut=500 bytesIn=1
                alice 12000 gossip slot=3 bytesOut=9999 bytesIn=1
                """)
            .mined(2, 4000);

    assertThat(story.measures().gossipBytesPerSlot()).isEqualTo(1000);
  }
}
