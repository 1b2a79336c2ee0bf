package network.baton.node;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import network.baton.node.api.ApiException;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.WrongChainException;
import network.baton.node.config.ConfigException;
import network.baton.node.store.StoreException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of a node. Exit codes: 0 ok, 1 failed, 2 usage or configuration. */
@Command(
    name = "baton",
    mixinStandardHelpOptions = true,
    version = Version.TEXT,
    subcommands = {
      Baton.NodeCommand.class,
      RecordCommand.class,
      ContractsCommand.class,
      CalibrateCommand.class
    })
public final class Baton implements Runnable {
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /** Runs one node until it is told to stop. */
  @Command(
      name = "node",
      mixinStandardHelpOptions = true,
      description =
          "Runs one node. SIGTERM and Ctrl-C stop it cleanly: running leases are released.")
  static final class NodeCommand implements Callable<Integer> {
    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE",
        description = "node.yaml; see specs/configuration.md")
    private Path config = Path.of("node.yaml");

    @Option(names = "--check", description = "Check the configuration and the keys, start nothing.")
    private boolean checkOnly;

    @Override
    public Integer call() throws InterruptedException {
      try {
        NodeSetup setup = NodeSetup.read(config);
        if (checkOnly) {
          System.out.println("configuration ok: " + setup.summary());
          return 0;
        }
        try (Node node = Node.start(setup)) {
          System.out.println("node ready api=" + node.apiUrl() + " p2p=" + node.address());
          node.awaitStop();
        }
        return 0;
      } catch (ConfigException | WrongChainException e) {
        return Complaint.say(e, 2);
      } catch (ChainException | StoreException | ApiException | NodeException e) {
        return Complaint.say(e, 1);
      }
    }
  }

  public static void main(String[] args) {
    int code = 1;
    try {
      code = new CommandLine(new Baton()).execute(args);
    } finally {
      // Also after an Error: threads that are still there must not keep the process.
      System.exit(code);
    }
  }
}
