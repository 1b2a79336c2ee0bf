package network.baton.node.recognize;

/** What {@link RecognitionBook} is told. */
public sealed interface RecognitionEvent {
  /**
   * An epoch began whose snapshot is not of the genesis set.
   *
   * @param turn how many others come before this node
   */
  record Begun(long epoch, long block, int turn) implements RecognitionEvent {}

  record Head(long number) implements RecognitionEvent {}

  /** A reorg removed blocks. */
  record Reorged() implements RecognitionEvent {}

  /** Answer to {@link RecognitionEffect.Look}. */
  record Looked(long epoch, boolean recognized) implements RecognitionEvent {}

  /** The endpoint did not answer. */
  record NotLooked(long epoch) implements RecognitionEvent {}
}
