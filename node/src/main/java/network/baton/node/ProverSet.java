package network.baton.node;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import network.baton.lease.Hash32;
import network.baton.node.config.NodeFile.ProverEntry;
import network.baton.prover.ProcessProver;
import network.baton.prover.ProcessProverConfig;
import network.baton.prover.Prover;
import network.baton.wire.ProofTypes;

/** Makes the provers that the configuration names. */
final class ProverSet {
  private ProverSet() {}

  static Map<Hash32, Prover> of(Iterable<ProverEntry> entries, Path dataDir) {
    var provers = new LinkedHashMap<Hash32, Prover>();
    for (ProverEntry entry : entries) {
      var mode =
          entry.mode().equals("worker")
              ? ProcessProverConfig.Mode.WORKER
              : ProcessProverConfig.Mode.ONE_SHOT;
      provers.put(
          ProofTypes.id(entry.proofType()),
          new ProcessProver(
              new ProcessProverConfig(
                  entry.proofType(),
                  mode,
                  entry.command(),
                  entry.parallel() == null ? 1 : entry.parallel(),
                  entry.graceMs() == null ? 500 : entry.graceMs(),
                  dataDir.resolve("jobs").resolve(entry.proofType()),
                  entry.env())));
    }
    return provers;
  }
}
