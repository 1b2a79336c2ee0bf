package network.baton.prover.fleet;

import org.jspecify.annotations.Nullable;

/**
 * A task as the journal has it.
 *
 * @param outcome null while it is open
 */
public record StoredTask(FleetTask task, int attempts, @Nullable Outcome outcome) {}
