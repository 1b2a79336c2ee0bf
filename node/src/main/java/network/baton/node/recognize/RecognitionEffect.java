package network.baton.node.recognize;

/** What {@link RecognitionBook} wants done, in this order. */
public sealed interface RecognitionEffect {
  /**
   * Ask the contract whether it knows the epoch's snapshot as it is on the chain now. Answer:
   * {@link RecognitionEvent.Looked} or {@link RecognitionEvent.NotLooked}.
   */
  record Look(long epoch) implements RecognitionEffect {}

  /** Show it the headers, unless that is under way or has landed. */
  record Send(long epoch) implements RecognitionEffect {}

  /** It knows it: what is still under way would be in vain. */
  record Withdraw(long epoch) implements RecognitionEffect {}
}
