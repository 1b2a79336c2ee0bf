package network.baton.node.config;

import network.baton.prover.nats.FleetSubjects;

/**
 * Where a fleet over NATS is.
 *
 * @param url {@code nats://host:port} or {@code tls://host:port}
 * @param fleet name of the fleet on that server
 */
public record NatsEntry(String url, String fleet) {
  static final String FLEET_DEFAULT = "own";

  public NatsEntry {
    Check.text(url, "url");
    if (!url.startsWith("nats://") && !url.startsWith("tls://")) {
      throw new IllegalArgumentException("'url' must begin with nats:// or tls://");
    }
    fleet = fleet == null ? FLEET_DEFAULT : new FleetSubjects(fleet).fleet();
  }
}
