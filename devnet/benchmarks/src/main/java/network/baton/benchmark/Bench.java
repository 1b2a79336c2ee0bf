package network.baton.benchmark;

import network.baton.benchmark.libp2p.Libp2pBench;
import network.baton.benchmark.libp2p.micro.MicroBench;
import network.baton.benchmark.orchestration.Coordinator;
import network.baton.benchmark.orchestration.OrchestrationBench;
import network.baton.benchmark.orchestration.Soak;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./baton bench AREA}: measures and prints; nothing here passes or fails. */
@Command(
    name = "./baton bench",
    mixinStandardHelpOptions = true,
    description = "Measures an area on this machine and prints a table.",
    subcommands = {
      LeaseBench.class,
      OrchestrationBench.class,
      Coordinator.class,
      Soak.class,
      Libp2pBench.class,
      MicroBench.class
    })
public final class Bench {
  private Bench() {}

  /** Processor, cores and JDK, in one line. */
  public static String machine() {
    return Figures.machine();
  }

  public static void main(String[] arguments) {
    var line = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(line.execute(arguments));
  }
}
