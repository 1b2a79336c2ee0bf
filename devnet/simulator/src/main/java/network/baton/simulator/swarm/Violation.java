package network.baton.simulator.swarm;

/** A rule was broken. */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Rule rule;

  public Violation(Rule rule, String detail) {
    super(rule + ": " + detail);
    this.rule = rule;
  }

  public Rule rule() {
    return rule;
  }
}
