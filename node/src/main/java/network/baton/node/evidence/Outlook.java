package network.baton.node.evidence;

import java.util.Locale;

/**
 * Whether evidence is worth showing (specs/chain.md, TX-21), and how an accusation stands (TX-27,
 * TX-30).
 */
public enum Outlook {
  /** It is sent. */
  DUE,
  /** Neither lease's block is on the chain (C-102, C-103). */
  ORPHANED,
  /** The next block is more than 256 after the claimed lease's (C-101). */
  TOO_LATE,
  /** A lease names a snapshot that this chain never had (C-104). */
  SNAPSHOT_FOREIGN,
  /** The contract would refuse it: mostly since the key has been punished (C-105). */
  REFUSED,
  /** The reporter's part would not pay for the gas. */
  UNPROFITABLE,
  /** It is not this node's turn yet, or not the time. */
  EARLY,
  /** The race was lost fairly (C-115). */
  HEDGED,
  /** Somebody is accused and may still answer, or the conviction is another one's. */
  ACCUSED,
  /** The accusation was answered, or has led to a conviction. */
  CLOSED,
  /** Nothing is known that would be an answer. */
  ANSWERLESS;

  /** As counters write it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Judged for the block after {@code prospect.head()}. */
  static Outlook of(Prospect prospect) {
    SeenLease claimed = prospect.claimed();
    if (claimed == null) {
      return ORPHANED;
    }
    if (prospect.head() + 1 - claimed.blockNumber() > Evidence.WINDOW_BLOCKS) {
      return TOO_LATE;
    }
    if (!prospect.snapshotsFit()) {
      return SNAPSHOT_FOREIGN;
    }
    if (prospect.refusal() != null) {
      return REFUSED;
    }
    return prospect.rewardWei().compareTo(prospect.costWei()) < 0 ? UNPROFITABLE : DUE;
  }
}
