package network.baton.benchmark;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./baton bench AREA}: measures and prints; nothing here passes or fails. */
@Command(
    name = "./baton bench",
    mixinStandardHelpOptions = true,
    description = "Measures an area on this machine and prints a table.",
    subcommands = LeaseBench.class)
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }
}
