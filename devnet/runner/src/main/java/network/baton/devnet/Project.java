package network.baton.devnet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the parts lie that the devnet starts: the chain node, the reference provers, their keys.
 */
record Project(Path root) {
  /** The folder of the project: as the launcher says, else the nearest one above the current. */
  static Project find() throws DevnetException {
    String told = System.getProperty("baton.root");
    if (told != null) {
      return new Project(Path.of(told).toAbsolutePath().normalize());
    }
    Optional<Path> found = Optional.empty();
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && found.isEmpty()) {
      if (Files.isRegularFile(worker(folder))) {
        found = Optional.of(folder);
      }
      folder = folder.getParent();
    }
    return new Project(
        found.orElseThrow(
            () ->
                new DevnetException(
                    "not inside a Baton project folder: start with ./baton devnet, or set"
                        + " -Dbaton.root=FOLDER")));
  }

  Path anvil() {
    return root.resolve("contracts/node_modules/.bin/anvil");
  }

  /** What the launcher and the runner keep between runs. */
  Path stateFolder() {
    return root.resolve(".baton");
  }

  Path worker() {
    return worker(root);
  }

  private static Path worker(Path root) {
    return root.resolve("prover-bridge/reference/worker.mjs");
  }

  Path verificationKey(String proofType) {
    return root.resolve("prover-bridge/reference/keys/" + proofType + ".vkey.json");
  }

  /** How a type is made in stages; not there for most. */
  Path workflow(String proofType) {
    return root.resolve("prover-bridge/reference/workflows/" + proofType + ".yaml");
  }

  /** A job that a reference prover can do at any time. */
  Path sample(String proofType) {
    return root.resolve("prover-bridge/reference/samples/" + proofType + ".json");
  }

  /** Says what is missing before anything is started. */
  void check(Iterable<String> proofTypes) throws DevnetException {
    if (!Files.isExecutable(anvil())) {
      throw new DevnetException(
          anvil() + ": anvil is not installed; run 'npm ci' in contracts, or start with ./baton");
    }
    if (!Files.isDirectory(worker().resolveSibling("node_modules"))) {
      throw new DevnetException(
          worker().getParent()
              + ": the reference provers' packages are not installed; run 'npm ci' there, or start"
              + " with ./baton");
    }
    for (String proofType : proofTypes) {
      if (!Files.isRegularFile(verificationKey(proofType))) {
        throw new DevnetException(
            "no reference prover for proof type '"
                + proofType
                + "': "
                + verificationKey(proofType)
                + " is missing; name one of prover-bridge/reference/keys in the scenario");
      }
    }
  }
}
