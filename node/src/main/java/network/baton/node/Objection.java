package network.baton.node;

/**
 * Something that stands against claiming (specs/claiming.md).
 *
 * @param text for the operator: what is the matter, and what to do about it
 */
record Objection(Why why, String text) {
  /** The closed list. */
  enum Why {
    /** D-01: too few peers have told what is open. */
    NO_PEERS,
    /** D-02: the node still listens for its own key. */
    LISTENING,
    /** D-03: another node signs with this lease key. */
    KEY_ELSEWHERE,
    /** D-04: the key has signed what the safety record does not hold. */
    RECORD_BEHIND,
    /** D-05: the clock is not right. */
    CLOCK,
    /** D-06: the registry asks for a newer release. */
    VERSION,
    /** D-07: the node is being stopped. */
    STOPPING,
    /** D-08: nothing can be sent to the chain before a restart. */
    JOURNAL,
  }
}
