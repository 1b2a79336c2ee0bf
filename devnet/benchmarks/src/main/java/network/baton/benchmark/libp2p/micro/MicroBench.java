package network.baton.benchmark.libp2p.micro;

import java.util.concurrent.Callable;
import network.baton.benchmark.Bench;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./baton bench micro}: JMH over the parts of the libp2p stack. */
@Command(
    name = "micro",
    mixinStandardHelpOptions = true,
    description = "JMH over Noise, Yamux, the RPC codec, signatures and the router.")
public final class MicroBench implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      defaultValue = ".*",
      description = "regular expression of the benchmarks' names (default all)")
  private String names = ".*";

  @Option(names = "--iterations", description = "of a second each (default ${DEFAULT-VALUE})")
  private int iterations = 5;

  @Override
  public Integer call() throws Exception {
    System.out.println(Bench.machine());
    var _ =
        new Runner(
                new OptionsBuilder()
                    .include("benchmark.libp2p.micro.*" + names)
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(iterations)
                    .measurementTime(TimeValue.seconds(1))
                    .build())
            .run();
    return 0;
  }
}
