package network.baton.devnet;

import java.io.PrintStream;

/** For pipes and logs: one line per step and one per slot, never rewritten. */
final class QuietView implements View {
  private final PrintStream out;
  private final SlotLines lines;

  QuietView(PrintStream out, SlotLines lines) {
    this.out = out;
    this.lines = lines;
  }

  @Override
  public void say(String line) {
    out.println(line);
  }

  @Override
  public void refresh(Board board, long currentSlot) {
    // A pipe cannot be rewritten: the slot is told once, when it is over.
  }

  @Override
  public void finished(Board.SlotRow slot) {
    out.println(lines.line(slot));
  }

  @Override
  public void close() {
    out.flush();
  }
}
