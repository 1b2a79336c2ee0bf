package network.baton.devnet;

import network.baton.scenario.report.NodeTrace;
import network.baton.scenario.report.TraceEvent;

/** Trace events from text, for stories. */
final class Lines {
  private Lines() {}

  /** {@code fields} in YAML's short form of JSON: quotes may be left out, as in {@code slot:1}. */
  static TraceEvent event(int node, String kind, String fields) {
    String json =
        fields.isEmpty()
            ? ""
            : "," + fields.replaceAll("([a-zA-Z]+):", "\"$1\":").replace('\'', '"');
    return NodeTrace.parse(node, "{\"at\":1000000,\"ev\":\"" + kind + "\"" + json + "}")
        .orElseThrow();
  }

  static TraceEvent open(int node, int slot, String taskId, String proofType) {
    return event(
        node,
        "task-open",
        "slot:" + slot + ",taskId:'" + taskId + "',proofType:'" + proofType + "'");
  }
}
