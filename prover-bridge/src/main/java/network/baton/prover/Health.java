package network.baton.prover;

/** Whether a prover can take jobs now; {@code detail} is one line for the operator. */
public record Health(boolean ready, String detail) {}
