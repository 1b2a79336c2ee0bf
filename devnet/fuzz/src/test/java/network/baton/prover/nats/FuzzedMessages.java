package network.baton.prover.nats;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import network.baton.prover.FuzzedLines;
import network.baton.prover.JobFailure;
import network.baton.prover.Progress;
import network.baton.prover.fleet.FleetEvent.AtWork;

/** What whoever may write on a fleet's bus can send to its workers and its node. */
public final class FuzzedMessages {
  private FuzzedMessages() {}

  public static void job(byte[] message) {
    same(FleetMessages.job(message), FleetMessages::job, FleetMessages::job);
  }

  public static void hello(byte[] message) {
    same(FleetMessages.hello(message), FleetMessages::hello, FleetMessages::hello);
  }

  public static void report(byte[] message) {
    Optional<FleetMessages.Report> report = FleetMessages.report(message);
    report
        .map(FleetMessages.Report::progress)
        .ifPresent(progress -> FuzzedLines.requireOneLine(progress.stage()));
    same(report, FleetMessages::report, FleetMessages::report);
  }

  public static void stop(byte[] message) {
    long token = FleetMessages.stop(message);
    if (FleetMessages.stop(FleetMessages.stop(token)) != token) {
      throw new AssertionError("written and read again");
    }
  }

  /** What was read can be written, and is read as the same. */
  private static <T> void same(
      Optional<T> read, Function<T, byte[]> writer, Function<byte[], Optional<T>> reader) {
    if (!read.map(writer).flatMap(reader).equals(read)) {
      throw new AssertionError("written and read again: " + read);
    }
  }

  public static List<byte[]> jobs() {
    return List.of(
        FleetMessages.job(new FleetMessages.JobMessage("0x01", 7, "circuit", "{}", 5_000)));
  }

  public static List<byte[]> hellos() {
    return List.of(
        FleetMessages.hello(
            new FleetMessages.Hello(
                "w1", 3, Set.of("circuit"), 2, List.of(new AtWork("0x01", 7)))));
  }

  public static List<byte[]> reports() {
    return List.of(
        FleetMessages.report(
            new FleetMessages.Report(
                "w1", "0x01", 7, new Progress("prove", 1, 500_000), null, null, "")),
        FleetMessages.report(new FleetMessages.Report("w1", "0x01", 7, null, "{}", null, "")),
        FleetMessages.report(
            new FleetMessages.Report(
                "w1", "0x01", 7, null, null, JobFailure.Kind.CRASH, "exit code 1")));
  }

  public static List<byte[]> stops() {
    return List.of(FleetMessages.stop(7));
  }
}
