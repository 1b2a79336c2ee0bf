package network.baton.node.chain;

import io.reactivex.Flowable;
import java.io.IOException;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.BatchRequest;
import org.web3j.protocol.core.BatchResponse;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.exceptions.ClientConnectionException;
import org.web3j.protocol.http.HttpService;
import org.web3j.protocol.websocket.WebSocketClient;
import org.web3j.protocol.websocket.WebSocketService;
import org.web3j.protocol.websocket.events.Notification;
import tools.jackson.core.JacksonException;

/**
 * One endpoint that comes back: a WebSocket that closes is opened again with jittered, doubling
 * pauses; until then every call fails at once with what is wrong. HTTP needs no connection.
 */
final class RpcConnection implements Web3jService {
  static final long RETRY_FIRST_MS = 250;
  static final long RETRY_MAX_MS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(RpcConnection.class);

  private final String url;
  private final ScheduledExecutorService timer;
  private final Random jitter;
  private final Runnable onConnected;
  private final AtomicBoolean retrying = new AtomicBoolean();
  private volatile @Nullable Web3jService service;
  private volatile boolean closed;

  /**
   * Connects nothing yet.
   *
   * @param onConnected called after every (re)connection, on a thread that may block
   */
  RpcConnection(String url, ScheduledExecutorService timer, Random jitter, Runnable onConnected) {
    this.url = url;
    this.timer = timer;
    this.jitter = jitter;
    this.onConnected = onConnected;
  }

  boolean pushes() {
    return url.startsWith("ws");
  }

  /** Connects once; throws if the endpoint is not there. */
  void connect() throws IOException {
    if (!pushes()) {
      service = new HttpService(url);
      onConnected.run();
      return;
    }
    var client = new WebSocketClient(URI.create(url));
    client.setConnectionLostTimeout(30);
    var socket = new WebSocketService(client, false);
    socket.connect(
        message -> {}, error -> LOG.debug("rpc {}: {}", url, error.toString()), () -> lost(socket));
    service = socket;
    onConnected.run();
  }

  @SuppressWarnings("ReferenceEquality") // whether it is the very connection in use
  private void lost(Web3jService old) {
    if (closed || service != old) {
      return;
    }
    service = null;
    LOG.warn(
        "rpc {}: connection lost; trying again until it is back, claiming goes on from the last snapshot",
        url);
    retryLater(RETRY_FIRST_MS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
  private void retryLater(long pauseMs) {
    if (closed || !retrying.compareAndSet(false, true)) {
      return;
    }
    timer.schedule(
        () -> Thread.ofVirtual().name("baton-rpc-retry").start(() -> retry(pauseMs)),
        pauseMs / 2 + jitter.nextLong(pauseMs),
        TimeUnit.MILLISECONDS);
  }

  private void retry(long pauseMs) {
    retrying.set(false);
    if (closed || service != null) {
      return;
    }
    try {
      connect();
      LOG.info("rpc {}: connected again", url);
    } catch (IOException | RuntimeException e) {
      LOG.debug("rpc {}: still down: {}", url, e.toString());
      retryLater(Math.min(RETRY_MAX_MS, pauseMs * 2));
    }
  }

  private Web3jService present() throws IOException {
    Web3jService now = service;
    if (now == null) {
      throw new IOException("rpc " + url + " is not connected");
    }
    return now;
  }

  /** An answer that is none (an HTTP error, no JSON, a socket that just went) is an IOException. */
  @Override
  @SuppressWarnings("rawtypes") // as web3j declares it
  public <T extends Response> T send(Request request, Class<T> responseType) throws IOException {
    try {
      return present().send(request, responseType);
    } catch (ClientConnectionException | WebsocketNotConnectedException | JacksonException e) {
      throw new IOException("no answer: " + e.getMessage(), e);
    }
  }

  @Override
  @SuppressWarnings("rawtypes") // as web3j declares it
  public <T extends Response> CompletableFuture<T> sendAsync(
      Request request, Class<T> responseType) {
    try {
      return present().sendAsync(request, responseType);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public BatchResponse sendBatch(BatchRequest batchRequest) throws IOException {
    return present().sendBatch(batchRequest);
  }

  @Override
  public CompletableFuture<BatchResponse> sendBatchAsync(BatchRequest batchRequest) {
    try {
      return present().sendBatchAsync(batchRequest);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  @SuppressWarnings("rawtypes") // as web3j declares it
  public <T extends Notification<?>> Flowable<T> subscribe(
      Request request, String unsubscribeMethod, Class<T> responseType) {
    try {
      return present().subscribe(request, unsubscribeMethod, responseType);
    } catch (IOException e) {
      return Flowable.error(e);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    Web3jService now = service;
    if (now != null) {
      now.close();
    }
  }
}
