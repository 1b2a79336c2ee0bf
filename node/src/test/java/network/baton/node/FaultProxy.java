package network.baton.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint before a real one over HTTP that fails when the test says so. */
final class FaultProxy implements AutoCloseable {
  /** What becomes of a request. */
  enum Mode {
    PASS,
    /** HTTP 503. */
    UNAVAILABLE,
    /** The connection ends without an answer. */
    CUT,
    /** HTTP 200, and no JSON. */
    GARBAGE
  }

  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final URI target;
  private final AtomicInteger failed = new AtomicInteger();
  private volatile Mode mode = Mode.PASS;

  private FaultProxy(HttpServer server, URI target) {
    this.server = server;
    this.target = target;
    server.createContext("/", this::serve);
    server.setExecutor(threads);
    server.start();
  }

  static FaultProxy before(String url) {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new FaultProxy(HttpServer.create(address, 0), URI.create(url));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void set(Mode next) {
    mode = next;
  }

  /** Requests that were not answered as the endpoint would have. */
  int failed() {
    return failed.get();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Mode now = mode;
      if (now != Mode.PASS) {
        failed.incrementAndGet();
      }
      switch (now) {
        case PASS -> answer(exchange, 200, ask(body));
        case UNAVAILABLE -> answer(exchange, 503, new byte[0]);
        case GARBAGE -> answer(exchange, 200, new byte[] {'<'});
        case CUT -> {}
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private byte[] ask(byte[] body) throws IOException {
    var request =
        HttpRequest.newBuilder(target)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.close();
  }
}
