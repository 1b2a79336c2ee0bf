package network.baton.node.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import network.baton.lease.Address;
import network.baton.lease.Beat;
import network.baton.lease.Cause;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Signature;
import network.baton.lease.Task;
import network.baton.node.board.SlotView.SettlementView;
import network.baton.node.board.SlotView.TaskView;
import org.junit.jupiter.api.Test;

class SlotBoardTest {
  private static final Hash32 TYPE = new Hash32(0, 0, 0, 9);
  private final SlotBoard board = new SlotBoard(type -> "type-" + type.d());

  private static Hash32 hash(long value) {
    return new Hash32(0, 0, 0, value);
  }

  private static Task task(long slot) {
    return new Task(
        hash(100 + slot),
        slot,
        hash(slot),
        slot,
        hash(slot - 1),
        0,
        TYPE,
        0,
        0,
        1,
        slot * 4_000,
        slot * 4_000 + 3_500);
  }

  private static VerifiedLease lease(
      long slot, long digest, int term, int prover, long prev, Cause cause) {
    return new VerifiedLease(
        hash(digest),
        new Lease(
            hash(100 + slot),
            term,
            prover,
            hash(1),
            hash(prev),
            cause,
            hash(0),
            0,
            1,
            hash(2),
            slot * 4_000 + 10),
        Address.ZERO,
        new Signature(hash(1), hash(1), 27),
        null);
  }

  private TaskView only() {
    List<SlotView> views = board.drainChanged();
    assertThat(views).hasSize(1);
    return views.getFirst().tasks().getFirst();
  }

  @Test
  void aPartSaysWhichAndTheProofItselfNothing() {
    board.opened(task(1));
    assertThat(only().part()).isNull();

    Task whole = task(2);
    board.opened(
        new Task(
            whole.taskId(),
            2,
            whole.blockHash(),
            2,
            whole.parentHash(),
            0,
            TYPE,
            1,
            1,
            3,
            whole.slotStartMs(),
            whole.deadlineMs()));
    TaskView part = only();
    assertThat(part.part()).isEqualTo("2/3");
    assertThat(part.proofType()).isEqualTo("type-" + TYPE.d());
  }

  @Test
  void takeoverShowsWhyTheHolderWasOvertakenAndWhoWon() {
    board.opened(task(1));
    board.leased(lease(1, 11, 1, 0, 0, Cause.FIRST));
    board.beat(hash(11), new Beat(hash(11), 20, 0, 100_000, 0));
    board.leased(lease(1, 12, 2, 3, 11, Cause.SILENT));
    board.latched(hash(101), hash(12), 7_000);

    TaskView view = only();

    assertThat(view.state()).isEqualTo("proven");
    assertThat(view.provenBy()).isEqualTo(3);
    assertThat(view.onTime()).isTrue();
    assertThat(view.leases())
        .extracting(SlotView.LeaseView::state)
        .containsExactly("silent", "won");
    assertThat(view.leases().getFirst().lastBeatMs()).isEqualTo(4_020L);
  }

  @Test
  void lateProofIsProvenButNotOnTime() {
    board.opened(task(1));
    board.leased(lease(1, 11, 1, 0, 0, Cause.FIRST));
    board.missed(hash(101));
    assertThat(only().state()).isEqualTo("missed");

    board.latched(hash(101), hash(11), 7_501);

    assertThat(only().onTime()).isFalse();
  }

  @Test
  void onlyChangedSlotsAreDrained() {
    board.opened(task(1));
    board.opened(task(2));
    assertThat(board.drainChanged()).extracting(SlotView::slot).containsExactly(1L, 2L);

    board.leased(lease(2, 21, 1, 0, 0, Cause.FIRST));

    assertThat(board.drainChanged()).extracting(SlotView::slot).containsExactly(2L);
    assertThat(board.hasChanges()).isFalse();
  }

  @Test
  void olderBeatChangesNothing() {
    board.opened(task(1));
    board.leased(lease(1, 11, 1, 0, 0, Cause.FIRST));
    board.beat(hash(11), new Beat(hash(11), 500, 1, 400_000, 0));
    board.beat(hash(11), new Beat(hash(11), 20, 0, 100_000, 0));

    assertThat(only().leases().getFirst().ppm()).isEqualTo(400_000);
  }

  @Test
  void settledIsFinalForTheBoard() {
    board.opened(task(1));
    board.settlement(hash(101), new SettlementView("settled", "0xaa", 9L, 60_000L, 0));
    board.settlement(hash(101), new SettlementView("failed", null, null, null, null));

    assertThat(only().settlement()).extracting(SettlementView::state).isEqualTo("settled");
  }

  @Test
  void slotsAndBeatsAreBounded() {
    for (long slot = 1; slot <= SlotBoard.SLOTS_MAX + 10; slot++) {
      board.opened(task(slot));
    }
    assertThat(board.drainChanged()).hasSize(SlotBoard.SLOTS_MAX);

    board.leased(lease(200, 11, 1, 0, 0, Cause.FIRST));
    for (int beat = 0; beat < 100; beat++) {
      board.beat(hash(11), new Beat(hash(11), beat, 0, 0, 0));
    }
    assertThat(only().leases().getFirst().beats()).hasSize(SlotBoard.BEATS_SHOWN_MAX);
  }

  @Test
  void unknownTasksAreIgnored() {
    board.leased(lease(1, 11, 1, 0, 0, Cause.FIRST));
    board.latched(hash(101), hash(11), 1);
    board.released(hash(11));

    assertThat(board.hasChanges()).isFalse();
  }
}
