package network.baton.prover.nats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import network.baton.prover.FakeProver;
import network.baton.prover.FakeProver.Step;
import network.baton.prover.ProcessProver;
import network.baton.prover.ProcessProverConfig;
import network.baton.prover.Prover;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./baton worker}: one machine's prover as a worker of an operator's fleet. */
@Command(
    name = "./baton worker",
    mixinStandardHelpOptions = true,
    description = "Pulls jobs of a fleet from NATS JetStream and runs them with a command.",
    footer = "Exit codes: 0 ended by a signal, 1 failed, 2 usage.")
public final class WorkerMain implements Callable<Integer> {
  @Option(names = "--nats", required = true, description = "the server, nats://HOST:PORT")
  private String nats = "";

  @Option(names = "--fleet", description = "name of the fleet (default ${DEFAULT-VALUE})")
  private String fleet = "own";

  @Option(names = "--id", required = true, description = "name of this worker in the fleet")
  private String id = "";

  @Option(names = "--proof-type", required = true, description = "what the command makes")
  private String proofType = "";

  @Option(names = "--parallel", description = "jobs at once (default ${DEFAULT-VALUE})")
  private int parallel = 1;

  @Option(names = "--mode", description = "worker (stays warm) or oneshot (a process for each job)")
  private String mode = "worker";

  @Option(names = "--grace-ms", description = "from asking a job to stop to killing it")
  private long graceMs = 500;

  @Option(names = "--work", description = "folder for job files (default ${DEFAULT-VALUE})")
  private Path work = Path.of("jobs");

  @Option(
      names = "--echo-ms",
      description = "no command: answer after so many milliseconds, to try a fleet out")
  private long echoMs = -1;

  @Parameters(description = "the prover's command, after --", arity = "0..*")
  private List<String> command = List.of();

  private WorkerMain() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new WorkerMain()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    try (var worker = NatsWorker.open(nats, new FleetSubjects(fleet), id, prover())) {
      var ended = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "worker-end"));
      worker.awaitReady();
      System.err.println("baton: worker " + id + " is in fleet " + fleet);
      ended.await();
      return 0;
    } catch (IllegalArgumentException wrong) {
      System.err.println("baton: " + wrong.getMessage());
      return 2;
    } catch (IOException unreachable) {
      System.err.println("baton: " + nats + ": " + unreachable.getMessage());
      return 1;
    }
  }

  private Prover prover() {
    if (echoMs >= 0) {
      return new FakeProver(
          proofType,
          parallel,
          job -> List.of(new Step.Pause(echoMs), new Step.Answer("{\"proof\":\"0x00\"}")));
    }
    var kept =
        switch (mode) {
          case "worker" -> ProcessProverConfig.Mode.WORKER;
          case "oneshot" -> ProcessProverConfig.Mode.ONE_SHOT;
          default ->
              throw new IllegalArgumentException(
                  "--mode is '" + mode + "'; allowed: worker, oneshot");
        };
    return new ProcessProver(
        new ProcessProverConfig(proofType, kept, command, parallel, graceMs, work, Map.of()));
  }
}
