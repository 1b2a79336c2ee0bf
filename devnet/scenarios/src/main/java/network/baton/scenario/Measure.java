package network.baton.scenario;

/**
 * What an expectation can put numbers on; each is defined in specs/report.md. A distribution is
 * written with the statistic that is meant, as in {@code seenMs.p50}.
 */
public enum Measure implements Word {
  BLOCKS_PROVEN("blocksProven", Kind.SHARE),
  BLOCKS_PROVEN_ON_TIME("blocksProvenOnTime", Kind.SHARE),
  TASKS_PROVEN("tasksProven", Kind.SHARE),
  PROOFS_VERIFIED_ON_CHAIN("proofsVerifiedOnChain", Kind.SHARE),
  NODES_CLAIMING_AGAIN("nodesClaimingAgain", Kind.SHARE),
  TAKEOVERS("takeovers", Kind.COUNT),
  ANCHORS("anchors", Kind.COUNT),
  SLOTS_MISSING_ANCHOR("slotsMissingAnchor", Kind.COUNT),
  DOUBLE_SIGNATURES("doubleSignatures", Kind.COUNT),
  DOUBLE_PROVEN_TASKS("doubleProvenTasks", Kind.COUNT),
  PROVER_SECONDS_PER_BLOCK("proverSecondsPerBlock", Kind.COUNT),
  GOSSIP_BYTES_PER_SLOT("gossipBytesPerSlot", Kind.COUNT),
  FLEET_ANSWERED("fleetAnswered", Kind.COUNT),
  FLEET_REOFFERED("fleetReoffered", Kind.COUNT),
  FLEET_FAILED("fleetFailed", Kind.COUNT),
  SEEN_MS("seenMs", Kind.DISTRIBUTION),
  CONVERGENCE_MS("convergenceMs", Kind.DISTRIBUTION),
  ORCHESTRATION_START_MS("orchestrationStartMs", Kind.DISTRIBUTION),
  ORCHESTRATION_ACCEPT_MS("orchestrationAcceptMs", Kind.DISTRIBUTION),
  TAKEOVER_DELAY_MS("takeoverDelayMs", Kind.DISTRIBUTION),
  VERIFY_MS("verifyMs", Kind.DISTRIBUTION);

  /** How a measure may be bounded. */
  public enum Kind {
    /** A count out of a known whole: bounds may say {@code all}. */
    SHARE,
    COUNT,
    DISTRIBUTION
  }

  /** One number of a distribution. */
  public enum Statistic implements Word {
    P50("p50"),
    P99("p99"),
    MAX("max");

    private final String word;

    Statistic(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  private final String word;
  private final Kind kind;

  Measure(String word, Kind kind) {
    this.word = word;
    this.kind = kind;
  }

  @Override
  public String word() {
    return word;
  }

  /** Whether only real processes have it. */
  public boolean isMeasuredOnly() {
    return switch (this) {
      case GOSSIP_BYTES_PER_SLOT, FLEET_ANSWERED, FLEET_REOFFERED, FLEET_FAILED -> true;
      default -> false;
    };
  }

  public Kind kind() {
    return kind;
  }
}
