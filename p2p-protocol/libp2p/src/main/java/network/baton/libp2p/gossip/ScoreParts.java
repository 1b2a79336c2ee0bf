package network.baton.libp2p.gossip;

/**
 * A peer's score by component, weighted, before the cap of the topics: P1 time in mesh, P2 first
 * deliveries, P3 mesh deliveries, P3b mesh failures, P4 invalid messages, P5 the application's, P6
 * addresses shared, P7 misbehaviour.
 *
 * @param total what counts: with the cap
 */
public record ScoreParts(
    double timeInMesh,
    double first,
    double mesh,
    double failure,
    double invalid,
    double app,
    double colocation,
    double misbehaviour,
    double total) {}
