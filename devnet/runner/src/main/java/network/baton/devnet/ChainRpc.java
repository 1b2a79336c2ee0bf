package network.baton.devnet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * JSON-RPC to the devnet's chain node, for the commands that a chain client has no business with:
 * mining, setting balances. Thread-safe.
 */
final class ChainRpc implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final URI url;
  private final AtomicLong nextId = new AtomicLong(1);

  ChainRpc(String url) {
    this.url = URI.create(url);
  }

  /** Calls a method; the result may be JSON's null. Numbers and texts are passed on as such. */
  JsonNode call(String method, Object... params) throws DevnetException {
    try {
      HttpResponse<String> answer =
          http.send(request(method, params), HttpResponse.BodyHandlers.ofString());
      JsonNode body = JSON.readTree(answer.body());
      if (body.hasNonNull("error")) {
        throw new DevnetException(method + ": " + body.at("/error/message").asText());
      }
      return body.path("result");
    } catch (IOException e) {
      throw new DevnetException("the chain node at " + url + " does not answer " + method, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted while the chain node works on " + method, e);
    }
  }

  private HttpRequest request(String method, Object... params) throws JsonProcessingException {
    ObjectNode body = JSON.createObjectNode();
    body.put("jsonrpc", "2.0").put("id", nextId.getAndIncrement()).put("method", method);
    ArrayNode list = body.putArray("params");
    for (Object param : params) {
      list.addPOJO(param);
    }
    return HttpRequest.newBuilder(url)
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
        .build();
  }

  static long quantity(JsonNode hex) {
    return Long.decode(hex.asText("0x0"));
  }

  @Override
  public void close() {
    http.close();
  }
}
