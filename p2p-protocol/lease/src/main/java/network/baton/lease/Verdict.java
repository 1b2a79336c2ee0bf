package network.baton.lease;

/**
 * What becomes of a message. Holding is the absence of a verdict: it comes when the context arrives
 * or the hold ends. {@code REJECT} is only for what the sender could have known.
 */
public sealed interface Verdict {
  record Accept() implements Verdict {}

  record Ignore(Refusal reason) implements Verdict {}

  record Reject(Refusal reason) implements Verdict {}
}
