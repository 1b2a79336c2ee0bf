package network.baton.devnet;

import java.nio.file.Path;
import network.baton.scenario.Scenario;

/**
 * What a run was asked for, checked.
 *
 * @param pacePercent how far the scenario was stretched for this machine; 100: not at all
 * @param reportFolder gets report.json, report.html and, in {@code run}, what the nodes left
 * @param dashboardPort of the first node's API
 * @param keep whether the nodes' folders stay after a run that held
 */
record DevnetOptions(
    Scenario scenario, int pacePercent, Path reportFolder, int dashboardPort, boolean keep) {
  /**
   * Nodes are processes of some 200 MiB with provers of their own: more belong in the simulator.
   */
  static final int NODES_MAX = 16;

  DevnetOptions stretched(int percent) {
    return new DevnetOptions(
        scenario.stretched(percent), percent, reportFolder, dashboardPort, keep);
  }

  Path runFolder() {
    return reportFolder.resolve("run");
  }
}
