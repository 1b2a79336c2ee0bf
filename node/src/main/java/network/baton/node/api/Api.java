package network.baton.node.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.sse.SseClient;
import io.javalin.http.staticfiles.Location;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import network.baton.node.board.Feed;
import network.baton.node.board.SlotBoard;
import network.baton.node.board.SlotView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP face of a node: REST, live events, metrics and the dashboard. Reads only. Routes:
 * openapi.yaml.
 */
public final class Api implements AutoCloseable {
  /** Readers of live events at the same time; one more gets 503. */
  static final int STREAMS_MAX = 64;

  static final int LIMIT_DEFAULT = 32;

  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  private final Feed feed;
  private final Supplier<Object> status;
  private final Supplier<String> metrics;
  private final JsonMapper json = new JsonMapper();
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
  private final Javalin server;
  private final String host;

  private Api(Feed feed, Supplier<Object> status, Supplier<String> metrics, String host) {
    this.feed = feed;
    this.status = status;
    this.metrics = metrics;
    this.host = host;
    this.server = Javalin.create(this::configure);
  }

  /**
   * Starts to serve.
   *
   * @param port 0 takes any
   * @param status what {@code /api/v1/status} answers; called for every request
   * @param metrics the Prometheus text
   * @throws ApiException if the port cannot be had
   */
  public static Api start(
      String host, int port, Feed feed, Supplier<Object> status, Supplier<String> metrics) {
    var api = new Api(feed, status, metrics, host);
    try {
      api.server.start(host, port);
    } catch (RuntimeException e) {
      api.server.stop();
      throw new ApiException(
          "api.listen "
              + host
              + ":"
              + port
              + ": the port is in use or not allowed; set another one",
          e);
    }
    return api;
  }

  private void configure(io.javalin.config.JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.concurrency.useVirtualThreads = true;
    if (Api.class.getResource("/dashboard/index.html") != null) {
      config.staticFiles.add("/dashboard", Location.CLASSPATH);
    }
    config.routes.before(
        context -> {
          context.header("X-Content-Type-Options", "nosniff");
          context.header("Cache-Control", "no-store");
        });
    config.routes.get("/healthz", context -> context.result("ok\n"));
    config.routes.get(
        "/metrics",
        context ->
            context.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.get()));
    config.routes.get("/api/v1/status", context -> answer(context, status.get()));
    config.routes.get("/api/v1/slots", this::slots);
    config.routes.get("/api/v1/slots/{slot}", this::slot);
    config.routes.sse("/api/v1/events", this::events);
    config.routes.error(404, this::unknownPath);
    config.routes.exception(
        Exception.class,
        (error, context) -> {
          LOG.error("{} {} failed", context.method(), context.path(), error);
          fail(
              context,
              HttpStatus.INTERNAL_SERVER_ERROR,
              "internal",
              "this is a fault of the node; see its log");
        });
  }

  private void slots(Context context) {
    String text = context.queryParam("limit");
    int limit = LIMIT_DEFAULT;
    if (text != null) {
      if (!text.matches("[0-9]{1,4}")
          || Integer.parseInt(text) < 1
          || Integer.parseInt(text) > SlotBoard.SLOTS_MAX) {
        fail(
            context,
            HttpStatus.BAD_REQUEST,
            "bad-limit",
            "'limit' must be within 1.." + SlotBoard.SLOTS_MAX);
        return;
      }
      limit = Integer.parseInt(text);
    }
    List<SlotView> views = feed.newest(limit);
    answer(context, Map.of("slots", views));
  }

  private void slot(Context context) {
    String text = context.pathParam("slot");
    if (!text.matches("[0-9]{1,18}")) {
      fail(context, HttpStatus.BAD_REQUEST, "bad-slot", "a slot is a whole number");
      return;
    }
    feed.slot(Long.parseLong(text))
        .ifPresentOrElse(
            view -> answer(context, view),
            () ->
                fail(
                    context,
                    HttpStatus.NOT_FOUND,
                    "no-slot",
                    "this node has no slot "
                        + text
                        + "; it keeps the last "
                        + SlotBoard.SLOTS_MAX));
  }

  private void events(SseClient client) {
    if (streams.size() >= STREAMS_MAX) {
      client.sendEvent("error", "too many readers, come back later");
      client.close();
      return;
    }
    var stream = new EventStream(client, json, status);
    streams.add(stream);
    client.keepAlive();
    client.onClose(stream::close);
    Thread.ofVirtual().name("baton-sse").start(() -> serve(stream, client));
  }

  private void serve(EventStream stream, SseClient client) {
    try {
      stream.serve(feed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.debug("a reader of live events went: {}", e.toString());
    } finally {
      streams.remove(stream);
      client.close();
    }
  }

  private void unknownPath(Context context) {
    if (context.resultInputStream() == null
        || String.valueOf(context.result()).startsWith("Endpoint")) {
      fail(context, HttpStatus.NOT_FOUND, "no-route", "no such page: " + context.path());
    }
  }

  private void answer(Context context, Object value) {
    try {
      context.contentType("application/json").result(json.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a view cannot be written as JSON", e);
    }
  }

  private void fail(Context context, HttpStatus status, String code, String message) {
    context.status(status);
    answer(context, Map.of("error", Map.of("code", code, "message", message)));
  }

  /** {@code http://host:port} with the real port. */
  public String url() {
    return "http://" + host + ":" + server.port();
  }

  @Override
  public void close() {
    streams.forEach(EventStream::close);
    server.stop();
  }
}
