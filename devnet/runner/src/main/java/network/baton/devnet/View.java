package network.baton.devnet;

/** Shows a run to whoever started it. Called from one thread only. */
interface View extends AutoCloseable {
  /** A step of the set-up or the end. */
  void say(String line);

  /** Something changed on the board; may be called often. */
  void refresh(Board board, long currentSlot);

  /** The slot is over for the eye: nothing more is expected of it. */
  void finished(Board.SlotRow slot);

  @Override
  void close();
}
