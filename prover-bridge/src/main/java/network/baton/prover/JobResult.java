package network.baton.prover;

/**
 * A finished job.
 *
 * @param outputJson the prover's answer, a JSON object
 * @param wallMs from hand-over to answer, milliseconds
 */
public record JobResult(String outputJson, long wallMs) {}
