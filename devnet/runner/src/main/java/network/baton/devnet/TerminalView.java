package network.baton.devnet;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** For terminals: the newest slots are redrawn in place below the lines that stay. */
final class TerminalView implements View {
  private static final int SLOTS_SHOWN = 4;
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final String BOLD = "\u001b[1m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream out;
  private final SlotLines lines;
  private final String footer;
  private int drawn;
  private long drawnAtNanos;

  TerminalView(PrintStream out, SlotLines lines, String footer) {
    this.out = out;
    this.lines = lines;
    this.footer = footer;
  }

  @Override
  public void say(String line) {
    erase();
    out.println(line);
    out.flush();
  }

  @Override
  public void refresh(Board board, long currentSlot) {
    long now = System.nanoTime();
    if (now - drawnAtNanos < REDRAW_NANOS) {
      return;
    }
    drawnAtNanos = now;
    List<String> shown = new ArrayList<>();
    for (long slot = currentSlot - SLOTS_SHOWN + 1; slot <= currentSlot; slot++) {
      Board.SlotRow row = board.slot(slot);
      if (row != null && !row.done()) {
        shown.add(coloured(row));
      }
    }
    if (!board.fleet().isEmpty()) {
      shown.add(board.fleet().figures("fleet").line());
    }
    shown.add(footer);
    erase();
    shown.forEach(line -> out.println(CLEAR_LINE + line));
    drawn = shown.size();
    out.flush();
  }

  @Override
  public void finished(Board.SlotRow slot) {
    erase();
    out.println(coloured(slot));
    out.flush();
  }

  private String coloured(Board.SlotRow slot) {
    boolean takeover = slot.tasks.values().stream().anyMatch(task -> task.takeovers > 0);
    String colour = slot.proven() < slot.tasks.size() ? BOLD : takeover ? YELLOW : GREEN;
    return colour + lines.line(slot) + PLAIN;
  }

  private void erase() {
    for (int i = 0; i < drawn; i++) {
      out.print("\u001b[1A" + CLEAR_LINE);
    }
    drawn = 0;
  }

  @Override
  public void close() {
    erase();
    out.flush();
  }
}
