package network.baton.scenario.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes {@code report.json} and {@code report.html}. The page is the node's own dashboard in one
 * file, with the data where its template has a token.
 */
public final class ReportFiles {
  public static final String TEMPLATE = "/dashboard/report.html";
  static final String TOKEN = "__BATON_REPORT_JSON__";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ReportFiles() {}

  public static void writeJson(Path folder, Report report) throws IOException {
    writeJsonFile(folder.resolve("report.json"), report);
  }

  /** Writes report.json under another name; folders that are not there are made. */
  public static void writeJsonFile(Path file, Report report) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, JSON.writeValueAsString(report) + "\n");
  }

  /**
   * @param network the part of the node's status that the timeline needs: clock, provers,
   *     proofTypes
   */
  public static void writeHtml(
      Path folder, String template, ObjectNode network, List<ObjectNode> slots, Report report)
      throws IOException {
    Files.writeString(folder.resolve("report.html"), page(template, network, slots, report));
  }

  static String page(String template, ObjectNode network, List<ObjectNode> slots, Report report)
      throws JsonProcessingException {
    ObjectMapper compact = new ObjectMapper();
    ObjectNode data = compact.createObjectNode();
    data.set("network", network);
    data.putArray("slots").addAll(slots);
    data.set("report", compact.valueToTree(report));
    // Inside a script element nothing may look like its end or like a comment.
    String json = compact.writeValueAsString(data).replace("<", "\\u003c");
    return template.replace(TOKEN, json);
  }

  /** The template from the node's jar; without a built dashboard a plain page that says so. */
  public static String template() throws IOException {
    try (InputStream in = ReportFiles.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        return "<!doctype html><meta charset=\"utf-8\"><title>Baton devnet</title>"
            + "<p>The dashboard was not built, so there is no picture; the data:</p>"
            + "<script type=\"application/json\" id=\"data\">"
            + TOKEN
            + "</script><pre id=\"text\"></pre><script>document.getElementById('text').textContent ="
            + " JSON.stringify(JSON.parse(document.getElementById('data').textContent), null, 1);"
            + "</script>\n";
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
