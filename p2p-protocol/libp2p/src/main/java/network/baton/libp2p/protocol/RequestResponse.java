package network.baton.libp2p.protocol;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import network.baton.libp2p.Counters;
import network.baton.libp2p.Host;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.Stream;

/**
 * One request, one answer, one stream: each side sends one length-prefixed message and ends its
 * direction. A request that is refused has its stream reset. Methods may be called from any thread.
 */
public final class RequestResponse implements AutoCloseable {
  private final Host host;
  private final RequestLimits limits;
  private final Counters counters = new Counters();
  private final Places asking;
  private final Places serving;

  /** N-73. */
  private final MinuteRates<PeerId> rates;

  /**
   * Handlers may block, so that they run on threads that cost nothing; bounded by {@code serving}.
   */
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();

  public RequestResponse(Host host, RequestLimits limits) {
    this.host = host;
    this.limits = limits;
    this.asking = new Places(limits);
    this.serving = new Places(limits);
    this.rates = new MinuteRates<>(limits.perPeerMinuteMax());
  }

  /**
   * Answers requests of a protocol. {@code handler} gets the peer and its request on a virtual
   * thread; if it fails, the stream is reset.
   */
  public void serve(
      String protocolId, BiFunction<PeerId, byte[], CompletionStage<byte[]>> handler) {
    host.handle(
        new ProtocolBinding() {
          @Override
          public List<String> protocols() {
            return List.of(protocolId);
          }

          @Override
          public void onStream(Stream stream) {
            accept(stream, handler);
          }
        });
  }

  /**
   * Asks a connected peer. Fails with {@link java.util.concurrent.TimeoutException} after {@code
   * timeoutMs}, and at once if too many requests are under way.
   */
  public CompletableFuture<byte[]> request(
      PeerId peer, String protocolId, byte[] request, long timeoutMs) {
    if (request.length > limits.requestBytesMax()) {
      throw new IllegalArgumentException("request of " + request.length + " bytes");
    }
    if (!asking.take(peer)) {
      return CompletableFuture.failedFuture(new IOException("too many requests are under way"));
    }
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    var _ = answer.orTimeout(timeoutMs, TimeUnit.MILLISECONDS);
    var _ =
        host.newStream(peer, List.of(protocolId))
            .whenComplete(
                (stream, failure) -> {
                  if (failure != null) {
                    answer.completeExceptionally(failure);
                  } else {
                    ask(stream, request, answer);
                  }
                });
    return answer.whenComplete((bytes, failure) -> asking.giveBack(peer));
  }

  /** Counts of refusals and requests. */
  public Map<String, Long> counters() {
    return counters.snapshot();
  }

  @Override
  public void close() {
    handlers.shutdownNow();
  }

  private void ask(Stream stream, byte[] request, CompletableFuture<byte[]> answer) {
    counters.add("requests.sent", 1);
    var _ =
        answer.whenComplete(
            (bytes, failure) -> {
              if (failure != null) {
                stream.reset();
              }
            });
    stream.read(
        new DelimitedReader(
            limits.answerBytesMax(),
            answer::complete,
            () -> answer.completeExceptionally(new IOException("ended without an answer")),
            () -> answer.completeExceptionally(new IOException("request was refused"))));
    var _ = stream.write(DelimitedReader.delimited(request));
    stream.closeWrite();
  }

  private void accept(Stream stream, BiFunction<PeerId, byte[], CompletionStage<byte[]>> handler) {
    PeerId peer = stream.connection().remotePeer();
    if (!rates.allows(peer, System.nanoTime())) {
      counters.count(Refusal.REQUESTS_RATE);
      stream.reset();
      return;
    }
    if (!serving.take(peer)) {
      counters.count(Refusal.REQUESTS);
      stream.reset();
      return;
    }
    counters.add("requests.served", 1);
    CompletableFuture<byte[]> request = new CompletableFuture<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    stream.read(
        new DelimitedReader(
            limits.requestBytesMax(),
            request::complete,
            () -> request.completeExceptionally(new IOException("ended without a request")),
            () -> done.completeExceptionally(new IOException("stream was reset"))));
    var _ =
        request
            .thenComposeAsync(bytes -> handler.apply(peer, bytes), handlers)
            .thenCompose(answer -> send(stream, answer))
            .whenComplete(
                (nothing, failure) -> {
                  if (failure == null) {
                    done.complete(null);
                  } else {
                    done.completeExceptionally(failure);
                  }
                });
    var _ =
        done.orTimeout(limits.serveMs(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (nothing, failure) -> {
                  serving.giveBack(peer);
                  if (failure != null) {
                    request.cancel(false);
                    countFailure(failure);
                    stream.reset();
                  }
                });
  }

  private CompletionStage<Void> send(Stream stream, byte[] answer) {
    if (answer.length > limits.answerBytesMax()) {
      throw new IllegalArgumentException("answer of " + answer.length + " bytes");
    }
    CompletableFuture<Void> written = stream.write(DelimitedReader.delimited(answer));
    stream.closeWrite();
    return written;
  }

  private void countFailure(Throwable failure) {
    switch (failure) {
      case TimeoutException e -> counters.count(Refusal.REQUEST_TIMEOUT);
      case RejectedExecutionException e -> counters.add("requests.after-close", 1);
      default -> counters.add("requests.failed", 1);
    }
  }

  /** How many requests are under way, per peer and in total. Thread-safe. */
  private static final class Places {
    private final RequestLimits limits;
    private final Map<PeerId, Integer> byPeer = new HashMap<>();
    private int total;

    private Places(RequestLimits limits) {
      this.limits = limits;
    }

    private synchronized boolean take(PeerId peer) {
      int ofPeer = byPeer.getOrDefault(peer, 0);
      if (total >= limits.totalMax() || ofPeer >= limits.perPeerMax()) {
        return false;
      }
      total++;
      byPeer.put(peer, ofPeer + 1);
      return true;
    }

    private synchronized void giveBack(PeerId peer) {
      total--;
      byPeer.computeIfPresent(peer, (any, count) -> count == 1 ? null : count - 1);
    }
  }
}
