package network.baton.node;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import network.baton.contracts.Deployment;
import network.baton.node.config.ConfigException;
import network.baton.node.config.DeployFile;
import org.web3j.crypto.Credentials;
import org.web3j.exceptions.MessageDecodingException;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.exceptions.ClientConnectionException;
import org.web3j.protocol.http.HttpService;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings a network's contracts to a chain. */
@Command(
    name = "contracts",
    mixinStandardHelpOptions = true,
    description = "Brings a network's contracts to a chain.",
    subcommands = ContractsCommand.Deploy.class)
final class ContractsCommand implements Runnable {
  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /** Deploys a network and writes the file that nodes join it from. */
  @Command(
      name = "deploy",
      mixinStandardHelpOptions = true,
      description =
          "Deploys a network and writes the file that nodes join it from, with all addresses and the"
              + " hashes of the code (specs/contract.md, \"Deployment\").")
  static final class Deploy implements Callable<Integer> {
    private static final int WEI_DECIMALS = 18;

    @Option(
        names = "--plan",
        required = true,
        paramLabel = "FILE",
        description = "the network without its contracts; see specs/configuration.md")
    private Path plan = Path.of("plan.yaml");

    @Option(
        names = "--rpc",
        required = true,
        paramLabel = "URL",
        description = "an execution client, http:// or https://")
    private String rpc = "";

    @Option(
        names = "--key",
        required = true,
        paramLabel = "FILE",
        description =
            "the deployer's private key, 64 hex digits; that account becomes the registry's admin")
    private Path key = Path.of("deployer.key");

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "a new file (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("network.yaml");

    @Option(names = "--dry-run", description = "Check everything, say what it costs, send nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
      try {
        DeployFile file = DeployFile.read(plan);
        Credentials deployer = deployer();
        if (Files.exists(out) && !dryRun) {
          throw new ConfigException(out + " is there already; name another file with --out");
        }
        Path parent = out.toAbsolutePath().getParent();
        if (parent == null || !Files.isWritable(parent)) { // found out before anything is paid for
          throw new ConfigException(out + " cannot be written; name another file with --out");
        }
        Web3j web3j = Web3j.build(new HttpService(rpc));
        try {
          return deploy(file, deployer, web3j);
        } finally {
          web3j.shutdown();
        }
      } catch (ConfigException e) {
        return Complaint.say(e, 2);
      } catch (IOException
          | IllegalArgumentException
          | ClientConnectionException
          | MessageDecodingException e) {
        return Complaint.say(e, 1);
      }
    }

    private Integer deploy(DeployFile file, Credentials deployer, Web3j web3j)
        throws IOException, InterruptedException {
      long chainId = chainId(web3j);
      if (chainId != file.chainId()) {
        throw new ConfigException(
            "%s is on chain %d, the plan says %d".formatted(rpc, chainId, file.chainId()));
      }
      long startBlock =
          DeployFile.startBlock(web3j.ethBlockNumber().send().getBlockNumber().longValueExact());
      Deployment.Plan planned = file.plan(startBlock);
      BigInteger priceWei = web3j.ethGasPrice().send().getGasPrice();
      BigInteger gasMax = BigInteger.valueOf(Deployment.gasMax(planned));
      // Twice the price, since that is what the transactions bid.
      BigInteger costWei = gasMax.multiply(priceWei).shiftLeft(1).add(file.sponsoredWei());
      BigInteger balanceWei =
          web3j
              .ethGetBalance(deployer.getAddress(), DefaultBlockParameterName.LATEST)
              .send()
              .getBalance();
      System.out.printf(
          "chain %d, deployer and admin %s, balance %s%n"
              + "at most %s gas at %s gwei, rewards in advance %s: at most %s%n"
              + "tasks after block %d%n",
          chainId,
          deployer.getAddress(),
          coins(balanceWei),
          gasMax,
          new BigDecimal(priceWei, 9).stripTrailingZeros().toPlainString(),
          coins(file.sponsoredWei()),
          coins(costWei),
          startBlock);
      if (balanceWei.compareTo(costWei) < 0) {
        throw new IOException(
            "the deployer has %s and may need %s; send it the difference"
                .formatted(coins(balanceWei), coins(costWei)));
      }
      if (dryRun) {
        System.out.println("dry run: nothing was sent");
        return 0;
      }
      Deployment deployed = Deployment.deploy(web3j, deployer, chainId, planned, () -> {});
      // First of all: whatever fails from here on, the addresses are known.
      System.out.printf(
          "registry   %s%nanchor     %s%nsettlement %s%nsnapshots  %s%njudge      %s%n"
              + "verifiers  %s%ndeployed in block %d%n",
          deployed.registry(),
          deployed.anchor(),
          deployed.settlement(),
          deployed.snapshots(),
          deployed.judge(),
          deployed.verifiers(),
          deployed.deployBlock());
      Map<String, String> hashes = deployed.codeHashes(web3j);
      file.write(out, deployed, hashes, startBlock);
      System.out.println("nodes join from " + out);
      return 0;
    }

    private long chainId(Web3j web3j) {
      try {
        return web3j.ethChainId().send().getChainId().longValueExact();
      } catch (IOException | RuntimeException e) {
        throw new ConfigException(
            "no execution client answers at "
                + rpc
                + "; set --rpc to one ("
                + e.getMessage()
                + ")");
      }
    }

    private Credentials deployer() throws IOException {
      if (!Files.isReadable(key)) {
        throw new ConfigException(key + ": no such file; --key names the deployer's private key");
      }
      String hex = Files.readString(key).strip();
      if (!hex.matches("(0x)?[0-9a-fA-F]{64}")) {
        throw new ConfigException(key + ": a private key is 64 hex digits");
      }
      return Credentials.create(hex);
    }

    private static String coins(BigInteger wei) {
      return new BigDecimal(wei, WEI_DECIMALS).stripTrailingZeros().toPlainString();
    }
  }
}
