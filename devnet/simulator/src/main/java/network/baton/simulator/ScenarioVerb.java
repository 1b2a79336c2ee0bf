package network.baton.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import network.baton.scenario.Scenario;
import network.baton.scenario.ScenarioException;
import network.baton.scenario.report.ProcessorTimes;
import network.baton.scenario.report.Report;
import network.baton.scenario.report.ReportFiles;
import network.baton.scenario.report.Settings;
import network.baton.scenario.report.Table;
import network.baton.simulator.scenario.ScenarioRun;

/** Runs a scenario in virtual time and prints what the devnet prints at its end. */
final class ScenarioVerb {
  private static final int OK = 0;
  private static final int FAILED = 1;

  private final PrintStream out;

  ScenarioVerb(PrintStream out) {
    this.out = out;
  }

  int run(Scenario scenario, Path json) throws IOException, ScenarioException {
    out.println(
        String.format(
            Locale.ROOT,
            "Baton sim '%s': %d nodes, %d slots of %d s, deadline %d ms, seed %d; virtual time",
            scenario.name(),
            scenario.nodes(),
            scenario.slots(),
            scenario.slotSeconds(),
            scenario.deadlineMs(),
            scenario.seed()));
    Path root = Path.of(System.getProperty("baton.root", "."));
    Report report = new ScenarioRun(scenario).run(Settings.read(root, 100, ProcessorTimes.now()));
    report
        .faults()
        .forEach(
            fault ->
                out.println(
                    "slot "
                        + fault.slot()
                        + ": fault '"
                        + fault.name()
                        + "': "
                        + fault.act().word()
                        + " "
                        + fault.nodeName()));
    Table.lines(report).forEach(out::println);
    out.println();
    ReportFiles.writeJsonFile(json, report);
    out.println("report " + json);
    return report.failed().isEmpty() ? OK : FAILED;
  }
}
