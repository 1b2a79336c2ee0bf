package network.baton.scenario.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import network.baton.scenario.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {
  private static final String STORY =
      """
      alice 3 task-open slot=1 taskId=t1 proofType=0x01
      alice 5 lease slot=1 taskId=t1 term=1 prover=0 cause=FIRST digest=0xd1 own=true
      alice 100 progress slot=1 taskId=t1 term=1 stage=witness ppm=200000
      alice 300 beat-sent taskId=t1 term=1 digest=0xd1 sequence=300
      bob 2006 lease slot=1 taskId=t1 term=2 prover=1 cause=SILENT digest=0xd2 own=true
      bob 2800 proof-made slot=1 taskId=t1 term=2 wallMs=780
      bob 2810 verified slot=1 taskId=t1 verifyMs=9.5 valid=true own=true
      bob 2820 latched slot=1 taskId=t1 prover=1 term=2 own=true onTime=true
      """;

  @Test
  void theJsonHasTheFieldsThatReadersCountOn(@TempDir Path folder) throws IOException {
    ReportFiles.writeJson(folder, Story.of(STORY).fault(Fault.Act.KILL, "alice", 1, 320).report());

    JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("report.json")));
    for (String pointer :
        List.of(
            "/nodes",
            "/slots",
            "/blocksProven",
            "/blocksProvenOnTime",
            "/tasks",
            "/tasksProven",
            "/proofsVerifiedOnChain",
            "/anchors",
            "/takeovers",
            "/convergenceMs/p50",
            "/convergenceMs/p99",
            "/orchestrationMs/start/p50",
            "/orchestrationMs/accept/p99",
            "/seenMs/p50",
            "/verifyMs/p50",
            "/proverSecondsPerBlock",
            "/doubleProvenTasks",
            "/gossipBytesPerSlot",
            "/gas/anchor/p50",
            "/expectations",
            "/machine",
            "/jdk",
            "/commit")) {
      assertThat(json.at(pointer).isMissingNode()).as(pointer).isFalse();
    }
    assertThat(json.at("/faults/0/act").asText()).isEqualTo("KILL");
  }

  @Test
  void slotsHaveTheShapeOfTheNodesApi() {
    Story story = Story.of(STORY).anchored(1).settled("t1");
    ObjectNode slot = new SlotViews(story.run(), story.traces(), story.chain()).slots().getFirst();

    assertThat(slot.get("startMs").asLong()).isEqualTo(1_004_000);
    assertThat(slot.get("deadlineMs").asLong()).isEqualTo(1_007_500);
    assertThat(slot.at("/anchor/gas").asLong()).isEqualTo(45_000);
    JsonNode task = slot.at("/tasks/0");
    assertThat(task.get("state").asText()).isEqualTo("proven");
    assertThat(task.get("provenBy").asInt()).isEqualTo(1);
    assertThat(task.get("provenAtMs").asLong()).isEqualTo(1_006_820);
    assertThat(task.at("/settlement/state").asText()).isEqualTo("settled");
    assertThat(task.at("/leases/0/state").asText()).isEqualTo("overtaken");
    assertThat(task.at("/leases/0/beats/0/1").asLong()).isEqualTo(200_000);
    assertThat(task.at("/leases/1/state").asText()).isEqualTo("won");
    assertThat(task.at("/leases/1/cause").asText()).isEqualTo("SILENT");
  }

  @Test
  void thePageCarriesTheDataAndNothingInItCanEndTheScript() throws IOException {
    ObjectNode network = JsonNodeFactory.instance.objectNode().put("name", "</script><b>");

    String page =
        ReportFiles.page(
            "<script>" + ReportFiles.TOKEN + "</script>",
            network,
            List.of(),
            Story.of(STORY).report());

    assertThat(page).doesNotContain("</script><b>").endsWith("</script>");
    String json = page.substring("<script>".length(), page.length() - "</script>".length());
    assertThat(new ObjectMapper().readTree(json).at("/network/name").asText())
        .isEqualTo("</script><b>");
  }

  @Test
  void aLineThatAKillCutOffIsCountedAndLeftOut(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("trace.jsonl");
    Files.writeString(
        file,
        """
        {"at":20,"ev":"task-open","slot":1,"taskId":"t1"}
        {"at":10,"ev":"start"}
        {"at":30,"ev":"lea""");

    NodeTrace trace = NodeTrace.read(0, "alice", file);

    assertThat(trace.events()).extracting(TraceEvent::kind).containsExactly("start", "task-open");
    assertThat(trace.unreadableLines()).isEqualTo(1);
    assertThat(NodeTrace.read(0, "alice", folder.resolve("none")).events()).isEmpty();
  }
}
