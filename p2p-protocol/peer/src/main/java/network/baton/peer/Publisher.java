package network.baton.peer;

import static network.baton.peer.EventLog.error;
import static network.baton.peer.EventLog.field;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import network.baton.libp2p.gossip.Publication;
import org.jspecify.annotations.Nullable;

/**
 * Publishes, in an open loop (a message each so many milliseconds) or in a closed one (at most so
 * many that are not acknowledged). Data: u64 index, u64 time of sending (monotonic nanoseconds),
 * random rest, big endian.
 */
final class Publisher {
  private static final long PEERS_POLL_MS = 10;
  private static final long LINGER_MS = 2_000;
  private static final long STALLED_NS = 10_000_000_000L;
  private static final long ACKNOWLEDGED_POLL_MS = 100;

  /** Bytes that may wait for sockets when nothing else slows the loop. */
  private static final long UNWRITTEN_BYTES_MAX = 1 << 20;

  private final PeerOptions options;
  private final EventLog log;
  private final PeerHost host;
  private final SplittableRandom random = new SplittableRandom();
  private final AtomicLong unwrittenBytes = new AtomicLong();
  private final AtomicLong errors = new AtomicLong();
  private boolean stalled;

  Publisher(PeerOptions options, EventLog log, PeerHost host) {
    this.options = options;
    this.log = log;
    this.host = host;
  }

  void run() throws InterruptedException {
    awaitPeers();
    Thread.sleep(options.startDelayMs());
    long startNs = System.nanoTime();
    long cpuFromNs = Processor.timeNs();
    long sent = 0;
    while (sent < options.count()
        && ready(sent, startNs)
        && !Peer.passed(options.runForMs(), System.nanoTime() - startNs)) {
      publish(sent++);
    }
    double seconds = (System.nanoTime() - startNs) / 1e9;
    double cpuUs = (Processor.timeNs() - cpuFromNs) / 1e3;
    log.emit(
        "published",
        field("count", sent),
        field("size", options.size()),
        field("seconds", Deliveries.rounded(seconds, 1_000)),
        field("rate_msg_s", Math.round(sent / seconds)),
        field("errors", errors.get()),
        field("cpu_us_per_msg", Deliveries.rounded(cpuUs / Math.max(1, sent), 100)));
    Thread.sleep(options.lingerMs() < 0 ? LINGER_MS : options.lingerMs());
    if (host.deliveries().total() > 0) {
      host.deliveries().report(log, "summary");
    }
  }

  private void awaitPeers() throws InterruptedException {
    String topic = options.topics().getFirst();
    long startNs = System.nanoTime();
    int wanted = options.waitPeers();
    while (host.subscribers(topic) < wanted || host.meshSize(topic) < Math.min(wanted, 1)) {
      if (Peer.passed(options.runForMs(), System.nanoTime() - startNs)) {
        log.emit("no-peers");
        return;
      }
      Thread.sleep(PEERS_POLL_MS);
    }
  }

  /** Waits until the next message may go; false if that will not be. */
  private boolean ready(long sent, long startNs) throws InterruptedException {
    if (options.publishEveryMs() > 0) {
      long dueNs = startNs + (long) (sent * options.publishEveryMs() * 1e6);
      for (long leftNs = dueNs - System.nanoTime();
          leftNs > 0;
          leftNs = dueNs - System.nanoTime()) {
        LockSupport.parkNanos(leftNs);
      }
    }
    if (options.window() > 0) {
      awaitAcknowledged(sent);
    }
    while (unwrittenBytes.get() > UNWRITTEN_BYTES_MAX) {
      LockSupport.parkNanos(100_000);
    }
    return !stalled;
  }

  private void awaitAcknowledged(long sent) throws InterruptedException {
    long waitFromNs = System.nanoTime();
    while (sent - host.acknowledged() >= options.window() && !stalled) {
      host.awaitMessages(ACKNOWLEDGED_POLL_MS);
      if (System.nanoTime() - waitFromNs > STALLED_NS) {
        log.emit("stalled", field("sent", sent), field("acked", host.acknowledged()));
        stalled = true;
      }
    }
  }

  private void publish(long index) {
    byte[] data = new byte[options.size()];
    random.nextBytes(data);
    ByteBuffer head = ByteBuffer.wrap(data);
    head.putLong(index).putLong(System.nanoTime());
    String topic = options.topics().get((int) (index % options.topics().size()));
    try {
      unwrittenBytes.addAndGet(data.length);
      var _ =
          host.gossip()
              .publishLater(topic, data)
              .thenCompose(Publication::all)
              .whenComplete((peers, failure) -> over(data.length, failure));
    } catch (IllegalArgumentException e) {
      over(data.length, e);
    }
  }

  private void over(int bytes, @Nullable Throwable failure) {
    unwrittenBytes.addAndGet(-bytes);
    if (failure != null && errors.getAndIncrement() == 0) {
      log.emit("publish-error", error(failure));
    }
  }
}
