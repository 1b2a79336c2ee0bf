package network.baton.scenario.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A report as lines for the end of a run. */
public final class Table {
  private Table() {}

  /** The lines, an empty one first. */
  public static List<String> lines(Report report) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(row("blocks proven", report.blocksProven() + " of " + report.slots()));
    lines.add(row("  before the deadline", report.blocksProvenOnTime() + " of " + report.slots()));
    lines.add(
        row("proofs verified on chain", report.proofsVerifiedOnChain() + " of " + report.proofs()));
    lines.add(row("anchors", Integer.toString(report.anchors())));
    long saved =
        report.takeovers().stream().filter(takeover -> takeover.provenBeforeDeadline()).count();
    lines.add(row("takeovers", report.takeovers().size() + ", proven in time " + saved));
    lines.add(row("making a block", text(report.mineMs())));
    lines.add(row("block mined -> seen", text(report.seenMs())));
    lines.add(row("block seen -> prover started", text(report.orchestrationMs().start())));
    lines.add(row("proof made -> accepted", text(report.orchestrationMs().accept())));
    lines.add(row("verification", text(report.verifyMs())));
    lines.add(row("proof", text(report.proofMs())));
    lines.add(row("task opened -> one holder", text(report.convergenceMs())));
    lines.add(row("last beat -> successor started", text(report.takeoverDelayMs())));
    lines.add(row("prover seconds per block", Double.toString(report.proverSecondsPerBlock())));
    lines.add(row("gossip bytes per slot", Long.toString(Math.round(report.gossipBytesPerSlot()))));
    FleetFigures fleet = report.fleet();
    if (fleet != null) {
      lines.add(row("fleet of", fleet.line()));
    }
    report
        .gas()
        .forEach(
            (operation, gas) ->
                lines.add(
                    row(
                        "gas " + operation,
                        "p50 " + gas.p50() + ", max " + gas.max() + " (" + gas.count() + ")")));
    lines.add(row("the machine", machine(report.machine())));
    lines.add("");
    report
        .expectations()
        .forEach(
            outcome ->
                lines.add(
                    (outcome.held() ? "  ok    " : "  FAILED ")
                        + outcome.name()
                        + ": "
                        + outcome.detail()));
    return lines;
  }

  private static String machine(Report.Machine machine) {
    String stolen =
        machine.stolenPercent() == null
            ? ""
            : ", " + machine.stolenPercent() + " % of their time taken by its host";
    String pace =
        machine.pacePercent() == 100 ? "" : ", durations at " + machine.pacePercent() + " %";
    return machine.cores() + " cores" + stolen + pace;
  }

  private static String row(String name, String value) {
    return String.format(Locale.ROOT, "  %-32s %s", name, value);
  }

  private static String text(Distribution distribution) {
    return distribution.count() == 0
        ? "nothing measured"
        : String.format(
            Locale.ROOT,
            "p50 %s ms, p99 %s ms (%d)",
            number(distribution.p50()),
            number(distribution.p99()),
            distribution.count());
  }

  private static String number(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.1f", value);
  }
}
