package network.baton.node.evidence;

/** What a {@link CaseBook} wants done, in this order. */
public sealed interface CaseEffect<C extends Case<C>> {
  /** Make it durable; it replaces what is there for its lease. */
  record Keep<C extends Case<C>>(C kept) implements CaseEffect<C> {}

  /** Ask the chain. Answer: {@link CaseEvent.Looked} or {@link CaseEvent.NotLooked}. */
  record Look<C extends Case<C>>(C looked) implements CaseEffect<C> {}

  /** Send it, unless it is under way or has landed. */
  record Send<C extends Case<C>>(C sent, CaseView.Step step) implements CaseEffect<C> {}

  /** What is under way would be in vain. */
  record Withdraw<C extends Case<C>>(C withdrawn, CaseView.Step step, Outlook why)
      implements CaseEffect<C> {}

  /** Nothing can come of it any more. */
  record Forget<C extends Case<C>>(C forgotten, Outlook last) implements CaseEffect<C> {}
}
