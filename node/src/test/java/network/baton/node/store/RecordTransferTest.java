package network.baton.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import network.baton.lease.Hash32;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class RecordTransferTest {
  private static final Path VECTORS =
      Path.of(System.getProperty("baton.root", "..")).resolve("specs/vectors/safety-record");

  private static final JsonMapper MAPPER = new JsonMapper();

  @TempDir Path folder = Path.of("unset");

  private static JsonNode read(String name) throws IOException {
    return MAPPER.readTree(VECTORS.resolve(name).toFile());
  }

  private static RecordTransfer transfer(Store store) {
    return new RecordTransfer(
        store, SafetyRecordPool.wire(), SafetyRecordPool.NETWORK, SafetyRecordPool.KEY.address());
  }

  @TestFactory
  Stream<DynamicTest> vectors() throws IOException {
    JsonNode pool = read("leases.json");
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode vector : read("cases.json").get("cases")) {
      Path own = folder.resolve("case-" + tests.size());
      tests.add(
          DynamicTest.dynamicTest(vector.get("name").asText(), () -> check(vector, pool, own)));
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(40);
    return tests.stream();
  }

  private static void check(JsonNode vector, JsonNode pool, Path folder) throws IOException {
    try (Store store = Store.open(folder, "me")) {
      prepare(transfer(store), vector.get("store"), pool);
      byte[] file = MAPPER.writeValueAsBytes(filled(vector.get("file"), pool));
      RecordFile before = transfer(store).exported();
      if (vector.has("refused")) {
        assertThatThrownBy(() -> transfer(store).take(RecordFile.parse(file)))
            .isInstanceOfSatisfying(
                RecordException.class,
                e -> assertThat(e.why().name()).isEqualTo(vector.get("refused").asText()));
        assertThat(transfer(store).exported()).isEqualTo(before);
        return;
      }
      RecordTransfer.Outcome outcome = transfer(store).take(RecordFile.parse(file));
      assertThat(MAPPER.readTree(MAPPER.writeValueAsBytes(outcome)))
          .isEqualTo(
              ((ObjectNode) vector.get("outcome").deepCopy())
                  .put("slotLow", vector.get("record").get("slotLow").asInt()));
      RecordFile after = transfer(store).exported();
      assertRecord(after, vector.get("record"), pool);
      transfer(store).take(RecordFile.parse(file));
      assertThat(transfer(store).exported()).as("imported again").isEqualTo(after);
      then(store, vector.path("then"));
    }
  }

  /** Names make one file together; whole files are taken one after another. */
  private static void prepare(RecordTransfer transfer, JsonNode store, JsonNode pool)
      throws IOException {
    ArrayNode names = MAPPER.createArrayNode();
    for (JsonNode entry : store) {
      if (entry.isTextual()) {
        names.add(entry);
      } else {
        transfer.take(RecordFile.parse(MAPPER.writeValueAsBytes(filled(entry, pool))));
      }
    }
    var file = (ObjectNode) MAPPER.valueToTree(transfer.exported());
    file.set("leases", names);
    transfer.take(RecordFile.parse(MAPPER.writeValueAsBytes(filled(file, pool))));
  }

  private static JsonNode filled(JsonNode template, JsonNode pool) {
    ObjectNode file = template.deepCopy();
    if (file.path("leaseKey").asText().equals("@key")) {
      file.put("leaseKey", SafetyRecordPool.KEY.address().toHex());
    }
    if (file.path("leases").isArray()) {
      ArrayNode leases = MAPPER.createArrayNode();
      for (JsonNode lease : file.get("leases")) {
        ObjectNode entry =
            pool.get(lease.isTextual() ? lease.asText() : lease.get("of").asText()).deepCopy();
        if (lease.isObject()) {
          entry.setAll((ObjectNode) lease);
          entry.remove("of");
        }
        leases.add(entry);
      }
      file.set("leases", leases);
    }
    return file;
  }

  private static void assertRecord(RecordFile record, JsonNode expected, JsonNode pool)
      throws IOException {
    JsonNode actual = MAPPER.readTree(record.json());
    ArrayNode leases = MAPPER.createArrayNode();
    expected.get("leases").forEach(name -> leases.add(pool.get(name.asText())));
    assertThat(actual.get("leases")).isEqualTo(leases);
    assertThat(actual.get("nonces")).isEqualTo(expected.get("nonces"));
    assertThat(record.slotLow()).isEqualTo(expected.get("slotLow").asLong());
  }

  private static void then(Store store, JsonNode attempts) {
    var record = new SafetyRecord(store);
    for (JsonNode attempt : attempts) {
      long slot = attempt.get("slot").asLong();
      var entry =
          new SafetyRecord.Entry(
              new Hash32(2, 0, 0, slot),
              attempt.get("term").asInt(),
              attempt.get("epoch").asLong(),
              attempt.get("nonce").asLong(),
              slot,
              new Hash32(8, 8, attempt.get("term").asLong(), attempt.get("nonce").asLong()),
              new byte[] {1});
      assertThat(record.record(List.of(entry)).getFirst().name())
          .as("%s", attempt)
          .isEqualTo(attempt.get("verdict").asText());
    }
  }

  @Test
  void whatIsNoJsonIsRefusedWithItsLine() {
    assertThatThrownBy(
            () ->
                RecordFile.parse(
                    "{\n \"format\": oops}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("line 2");
    assertThatThrownBy(
            () -> RecordFile.parse("null".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(RecordException.class);
  }

  @Test
  void exportReadsBackAsItself() throws IOException {
    JsonNode pool = read("leases.json");
    try (Store store = Store.open(folder, "me")) {
      prepare(transfer(store), MAPPER.createArrayNode().add("a").add("d"), pool);
      RecordFile file = transfer(store).exported();

      assertThat(RecordFile.parse(file.json())).isEqualTo(file);
    }
  }

  @Test
  void poolIsWhatItsGeneratorWrites() throws IOException {
    Path fresh = folder.resolve("leases.json");
    SafetyRecordPool.main(new String[] {fresh.toString()});

    assertThat(fresh).hasSameTextualContentAs(VECTORS.resolve("leases.json"));
    assertThat(Files.size(fresh)).isPositive();
  }
}
