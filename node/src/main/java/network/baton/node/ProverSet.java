package network.baton.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.baton.lease.ClaimOrder;
import network.baton.lease.Hash32;
import network.baton.node.config.NodeFile.ProverEntry;
import network.baton.prover.ProcessProver;
import network.baton.prover.ProcessProverConfig;
import network.baton.prover.Prover;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetProver;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.Journal;
import network.baton.prover.fleet.ProverLink;
import network.baton.wire.ProofTypes;

/**
 * Makes the provers that the configuration names. Where a type has several, or a failed attempt is
 * to be repeated, they are the workers of one fleet; else the node has them directly.
 */
final class ProverSet {
  private ProverSet() {}

  static Map<Hash32, Prover> of(List<ProverEntry> entries, ClaimOrder order, Path dataDir) {
    if (entries.isEmpty()) {
      return Map.of();
    }
    return needsFleet(entries) ? fleet(entries, order, dataDir) : direct(entries, dataDir);
  }

  private static boolean needsFleet(List<ProverEntry> entries) {
    long types = entries.stream().map(ProverEntry::proofType).distinct().count();
    boolean repeats =
        entries.stream().anyMatch(entry -> entry.attempts() != null && entry.attempts() > 1);
    return types < entries.size() || repeats;
  }

  private static Map<Hash32, Prover> direct(List<ProverEntry> entries, Path dataDir) {
    var provers = new LinkedHashMap<Hash32, Prover>();
    for (ProverEntry entry : entries) {
      Path workDir = dataDir.resolve("jobs").resolve(entry.proofType());
      provers.put(ProofTypes.id(entry.proofType()), process(entry, workDir));
    }
    return provers;
  }

  private static Map<Hash32, Prover> fleet(
      List<ProverEntry> entries, ClaimOrder order, Path dataDir) {
    FleetSettings.Profile profile =
        switch (order) {
          case EARLIEST_DEADLINE -> FleetSettings.Profile.EARLIEST_DEADLINE;
          case HEAD_OF_CHAIN -> FleetSettings.Profile.HEAD_OF_CHAIN;
        };
    int attempts = entries.stream().mapToInt(ProverSet::attempts).max().orElseThrow();
    var engine =
        new FleetEngine(
            "own",
            FleetSettings.DEFAULTS.withProfile(profile).withAttempts(attempts),
            // Proofs are stored by the node as well; what a loss of power takes is proven again.
            Journal.open(dataDir.resolve("fleet.db"), Journal.Durability.SYSTEM),
            (task, output) -> true);
    var workers = new LinkedHashMap<String, List<Prover>>();
    for (ProverEntry entry : entries) {
      List<Prover> ofType = workers.computeIfAbsent(entry.proofType(), t -> new ArrayList<>());
      String workerId = entry.proofType() + "-" + ofType.size();
      Prover prover = process(entry, dataDir.resolve("jobs").resolve(workerId));
      ofType.add(prover);
      engine.join(new ProverLink(workerId, prover));
    }
    var provers = new LinkedHashMap<Hash32, Prover>();
    workers.forEach(
        (type, ofType) -> provers.put(ProofTypes.id(type), FleetProver.of(engine, ofType)));
    return provers;
  }

  private static int attempts(ProverEntry entry) {
    return entry.attempts() == null ? ProverEntry.ATTEMPTS_DEFAULT : entry.attempts();
  }

  private static Prover process(ProverEntry entry, Path workDir) {
    var mode =
        entry.mode().equals("worker")
            ? ProcessProverConfig.Mode.WORKER
            : ProcessProverConfig.Mode.ONE_SHOT;
    return new ProcessProver(
        new ProcessProverConfig(
            entry.proofType(),
            mode,
            entry.command(),
            entry.parallel() == null ? 1 : entry.parallel(),
            entry.graceMs() == null ? 500 : entry.graceMs(),
            workDir,
            entry.env()));
  }
}
