package network.baton.node.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import network.baton.node.board.Feed;
import network.baton.node.board.SlotView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final Feed feed = new Feed();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Api api = start();

  private Api start() {
    return Api.start("127.0.0.1", 0, feed, () -> Map.of("name", "alice"), () -> "baton_peers 3\n");
  }

  @BeforeEach
  void fill() {
    for (long slot = 1; slot <= 40; slot++) {
      feed.publish(List.of(view(slot)));
    }
  }

  @AfterEach
  void stop() {
    client.close();
    api.close();
  }

  private static SlotView view(long slot) {
    return new SlotView(
        slot, slot + 20, "0xab", slot * 4_000, slot * 4_000 + 3_500, List.of(), null);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(api.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(String path) throws Exception {
    return JSON.readTree(get(path).body());
  }

  @Test
  void slotsComeNewestFirstWithinTheLimit() throws Exception {
    JsonNode slots = json("/api/v1/slots?limit=2").path("slots");

    assertThat(slots.findValuesAsText("slot")).containsExactly("40", "39");
    assertThat(json("/api/v1/slots").path("slots")).hasSize(Api.LIMIT_DEFAULT);
  }

  @Test
  void badLimitsAreRefusedWithTheBounds() throws Exception {
    for (String limit : List.of("0", "257", "x", "-1", "99999999999")) {
      HttpResponse<String> answer = get("/api/v1/slots?limit=" + limit);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(JSON.readTree(answer.body()).at("/error/message").asText()).contains("1..256");
    }
  }

  @Test
  void oneSlotOrAClearAbsence() throws Exception {
    assertThat(json("/api/v1/slots/7").path("blockNumber").asLong()).isEqualTo(27);
    assertThat(get("/api/v1/slots/999").statusCode()).isEqualTo(404);
    assertThat(json("/api/v1/slots/999").at("/error/code").asText()).isEqualTo("no-slot");
    assertThat(get("/api/v1/slots/seven").statusCode()).isEqualTo(400);
  }

  @Test
  void unknownPathsAreJsonErrors() throws Exception {
    HttpResponse<String> answer = get("/api/v1/nothing");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(answer.body()).at("/error/code").asText()).isEqualTo("no-route");
  }

  @Test
  void statusMetricsAndHealthAnswer() throws Exception {
    assertThat(json("/api/v1/status").path("name").asText()).isEqualTo("alice");
    assertThat(get("/metrics").body()).isEqualTo("baton_peers 3\n");
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void dashboardIsServedAtTheRoot() throws Exception {
    HttpResponse<String> page = get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<title>");
  }

  @Test
  void eventsBeginWithStatusAndSlotsOldestFirstAndGoOnWithChanges() throws Exception {
    HttpResponse<java.io.InputStream> stream =
        client.send(
            HttpRequest.newBuilder(URI.create(api.url() + "/api/v1/events"))
                .header("Accept", "text/event-stream")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (var reader =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertThat(next(reader)).startsWith("status {\"name\":\"alice\"");
      for (long slot = 9; slot <= 40; slot++) {
        assertThat(next(reader)).startsWith("slot {\"slot\":" + slot + ",");
      }

      feed.publish(List.of(view(41)));

      assertThat(next(reader)).startsWith("slot {\"slot\":41,");
    }
  }

  private static String next(BufferedReader reader) throws Exception {
    String event = "";
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith("event:")) {
        event = line.substring("event:".length()).trim();
      } else if (line.startsWith("data:")) {
        return event + " " + line.substring("data:".length()).trim();
      }
    }
    throw new AssertionError("the stream ended");
  }

  @Test
  void portInUseIsOneClearLine() throws Exception {
    try (var occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = occupied.getLocalPort();

      assertThatThrownBy(() -> Api.start("127.0.0.1", port, feed, () -> "", () -> ""))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("in use");
    }
  }

  private static JsonNode description() throws Exception {
    try (var file = Api.class.getResourceAsStream("/openapi.yaml")) {
      return new YAMLMapper().readTree(file);
    }
  }

  @Test
  void everyDescribedPathAnswersInADescribedWay() throws Exception {
    var answers = new java.util.TreeMap<String, String>();
    for (Map.Entry<String, JsonNode> path : description().path("paths").properties()) {
      JsonNode responses = path.getValue().at("/get/responses");
      String url = api.url() + path.getKey().replace("{slot}", "40");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .header("Accept", "*/*, text/event-stream")
              .build();
      HttpResponse<java.io.InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      String type =
          answer.headers().firstValue("Content-Type").orElse("none").replaceFirst(";.*", "");
      JsonNode described = responses.path(Integer.toString(answer.statusCode())).path("content");
      answers.put(path.getKey(), described.has(type) ? "as described" : "not described: " + type);
      answer.body().close();
    }

    assertThat(answers)
        .hasSize(6)
        .allSatisfy((path, is) -> assertThat(is).isEqualTo("as described"));
  }

  @Test
  void slotHasTheFieldsOfItsSchemaAndNoOthers() throws Exception {
    JsonNode schema = description().at("/components/schemas/Slot/properties");

    assertThat(json("/api/v1/slots/40").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(() -> schema.fieldNames());
  }
}
