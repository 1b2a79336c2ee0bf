package network.baton.devnet;

import static network.baton.devnet.Lines.event;
import static network.baton.devnet.Lines.open;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import network.baton.scenario.report.FleetTally;
import org.junit.jupiter.api.Test;

/** What the live view tells of a slot. */
class BoardTest {
  private final Board board = new Board(Map.of("0x01", "sponge"), new FleetTally(0));
  private final SlotLines lines = new SlotLines(List.of("alice", "bob"), 3_500);

  @Test
  void aTaskIsToldFromItsFirstLeaseToItsSettlement() {
    board.mined(1, 20, 0);
    board.traced(open(0, 1, "t1", "0x01"));
    assertThat(line()).contains("sponge").contains("nobody").contains("open");

    board.traced(event(0, "lease", "slot:1,taskId:'t1',term:1,prover:0,own:true"));
    board.traced(event(0, "progress", "slot:1,taskId:'t1',term:1,ppm:420000"));
    assertThat(line()).contains("alice").contains("42 %");

    board.traced(event(1, "takeover", "slot:1,taskId:'t1',term:2,fromProver:0,toProver:1"));
    board.traced(event(1, "lease", "slot:1,taskId:'t1',term:2,prover:1,own:true"));
    board.traced(event(0, "lease", "slot:1,taskId:'t1',term:1,prover:0,own:true"));
    assertThat(line()).contains("bob (term 2)").contains("0 %");

    board.traced(event(1, "latched", "slot:1,taskId:'t1',term:2,prover:1"));
    assertThat(line()).contains("proven 1.00 s").doesNotContain("LATE").contains("0/1 settled");
    assertThat(board.allDone(1, 1)).isFalse();

    board.traced(event(1, "settled", "taskId:'t1'"));
    board.traced(event(1, "anchored", "slot:1"));
    assertThat(line()).contains("anchored, 1/1 settled");
    assertThat(board.allDone(1, 1)).isTrue();
    assertThat(board.allDone(1, 2)).isFalse();
  }

  @Test
  void aProofAfterTheDeadlineIsCalledLate() {
    board.mined(1, 20, -3_000);
    board.traced(open(0, 1, "t1", "0x01"));
    board.traced(event(1, "latched", "slot:1,taskId:'t1',term:1,prover:1"));

    assertThat(line()).contains("proven 4.00 s LATE");
  }

  @Test
  void oldSlotsAreForgotten() {
    for (long slot = 0; slot <= Board.SLOTS_MAX; slot++) {
      board.mined(slot, slot, 0);
    }
    assertThat(board.slot(0)).isNull();
    assertThat(board.slot(Board.SLOTS_MAX)).isNotNull();
  }

  private String line() {
    Board.SlotRow slot = board.slot(1);
    assertThat(slot).isNotNull();
    return slot == null ? "" : lines.line(slot);
  }
}
