package network.baton.node.recognize;

import static org.assertj.core.api.Assertions.assertThat;

import network.baton.node.recognize.RecognitionEffect.Look;
import network.baton.node.recognize.RecognitionEffect.Send;
import network.baton.node.recognize.RecognitionEffect.Withdraw;
import network.baton.node.recognize.RecognitionEvent.Begun;
import network.baton.node.recognize.RecognitionEvent.Head;
import network.baton.node.recognize.RecognitionEvent.Looked;
import network.baton.node.recognize.RecognitionEvent.NotLooked;
import network.baton.node.recognize.RecognitionEvent.Reorged;
import org.junit.jupiter.api.Test;

/** TX-23 to TX-25. */
class RecognitionBookTest {
  private static final long EPOCH = 9;
  private static final long BLOCK = 100;
  private static final long DUE =
      BLOCK + RecognitionBook.FIRST_TURN_BLOCKS + 3 * RecognitionBook.TURN_BLOCKS;

  private final RecognitionBook book = new RecognitionBook();

  @Test
  void nothingIsAskedBeforeItsTurn() {
    book.apply(new Begun(EPOCH, BLOCK, 3));
    assertThat(book.apply(new Head(DUE - 1))).isEmpty();
    assertThat(book.apply(new Reorged())).isEmpty();
    assertThat(book.apply(new Head(DUE))).containsExactly(new Look(EPOCH));
    assertThat(book.apply(new Head(DUE + 1))).as("it is being asked").isEmpty();
  }

  @Test
  void whatAnotherRecognizedIsLeftAlone() {
    begin();
    assertThat(book.apply(new Looked(EPOCH, true))).isEmpty();
    assertThat(book.apply(new Head(DUE + RecognitionBook.DONE_LOOK_BLOCKS - 1))).isEmpty();
    assertThat(book.apply(new Head(DUE + RecognitionBook.DONE_LOOK_BLOCKS)))
        .containsExactly(new Look(EPOCH));
  }

  @Test
  void whatNobodyRecognizedIsSentAndSaidAgainUntilItIs() {
    begin();
    assertThat(book.apply(new Looked(EPOCH, false))).containsExactly(new Send(EPOCH));
    assertThat(book.apply(new Head(DUE + RecognitionBook.LOOK_BLOCKS - 1))).isEmpty();
    assertThat(book.apply(new Head(DUE + RecognitionBook.LOOK_BLOCKS)))
        .containsExactly(new Look(EPOCH));
    assertThat(book.apply(new Looked(EPOCH, false))).containsExactly(new Send(EPOCH));
    book.apply(new Reorged());
    assertThat(book.apply(new Looked(EPOCH, true))).containsExactly(new Withdraw(EPOCH));
    book.apply(new Reorged());
    assertThat(book.apply(new Looked(EPOCH, true))).as("nothing is under way").isEmpty();
  }

  @Test
  void anAnswerFromBeforeAReorgIsAskedForAgain() {
    begin();
    book.apply(new Reorged());
    assertThat(book.apply(new Looked(EPOCH, true))).containsExactly(new Look(EPOCH));
    assertThat(book.apply(new NotLooked(EPOCH))).isEmpty();
    assertThat(book.apply(new Head(DUE + 1))).containsExactly(new Look(EPOCH));
  }

  @Test
  void onlyTheNewestEpochsAreLookedAfter() {
    for (long epoch = 0; epoch <= RecognitionBook.EPOCHS_MAX; epoch++) {
      book.apply(new Begun(epoch, BLOCK, 0));
    }
    assertThat(book.apply(new Head(DUE)))
        .hasSize(RecognitionBook.EPOCHS_MAX)
        .doesNotContain(new Look(0));
  }

  private void begin() {
    book.apply(new Begun(EPOCH, BLOCK, 3));
    assertThat(book.apply(new Head(DUE))).containsExactly(new Look(EPOCH));
  }
}
