package network.baton.simulator.policy;

import java.util.List;
import java.util.Map;

/**
 * One row of the comparison, as {@code --json} writes it.
 *
 * @param missRate share of the slots without a proof by the deadline
 * @param missRateCi95 lower and upper end of its 95 % confidence interval
 * @param proverSecondsPerBlock work of all provers until the deadline, wasted work included
 * @param takeoversByCause how many leases beyond the first were opened, by cause
 * @param doubleProvenShare share of the slots for which more than one prover finished a proof
 * @param workload what it ran on, in words
 */
public record PolicyResult(
    String policy,
    long slots,
    long seed,
    double missRate,
    List<Double> missRateCi95,
    double proverSecondsPerBlock,
    Map<String, Long> takeoversByCause,
    double doubleProvenShare,
    String workload) {}
