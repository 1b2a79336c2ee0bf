package network.baton.peer;

import static network.baton.peer.EventLog.error;
import static network.baton.peer.EventLog.field;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Connection;
import network.baton.libp2p.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ./baton peer}: one bare libp2p host as a process, with the options and the JSON lines of
 * {@code specs/peer.md}, so that another implementation can be paired with it.
 */
public final class Peer {
  private static final Logger LOG = LoggerFactory.getLogger(Peer.class);
  private static final long STREAMS_SHOWN_MS = 3_000;
  private static final long POLL_MS = 20;

  private final PeerOptions options;
  private final EventLog log;
  private final PeerHost host;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Set<PeerId> pinging = ConcurrentHashMap.newKeySet();

  private Peer(PeerOptions options, EventLog log) {
    this.options = options;
    this.log = log;
    this.host = new PeerHost(options, log);
  }

  public static void main(String[] args) throws InterruptedException {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help") || arguments.contains("-h")) {
      System.out.print(PeerOptions.USAGE);
      System.exit(0);
    }
    if (arguments.equals(List.of("--interop"))) {
      Interop.main(args);
    }
    int code = 1;
    try {
      new Peer(PeerOptions.parse(arguments), new EventLog(new FileOutputStream(FileDescriptor.out)))
          .run();
      code = 0;
    } catch (PeerOptions.UsageException e) {
      System.err.println("baton: " + e.getMessage());
      System.err.println("Try: ./baton peer --help");
      code = 2;
    } catch (IOException e) {
      System.err.println("baton: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("a defect ends this peer", e); // the exit would come before the thread's own report
    }
    System.exit(code); // whatever threads are left
  }

  private void run() throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(host::close));
    host.start();
    options
        .dial()
        .forEach(
            address ->
                host.host()
                    .connect(address)
                    .exceptionally(
                        failure -> {
                          log.emit("dial-error", field("addr", address.toText()), error(failure));
                          return null;
                        }));
    if (options.pingEveryMs() > 0) {
      var _ =
          timer.scheduleWithFixedDelay(
              this::pingAll, options.pingEveryMs(), options.pingEveryMs(), TimeUnit.MILLISECONDS);
    }
    var _ = timer.schedule(host::showStreams, STREAMS_SHOWN_MS, TimeUnit.MILLISECONDS);
    if (options.publishes()) {
      new Publisher(options, log, host).run();
    } else {
      listen();
    }
    timer.shutdownNow();
  }

  private void listen() throws InterruptedException {
    long startNs = System.nanoTime();
    while (!done(startNs)) {
      host.awaitMessages(POLL_MS);
    }
    Thread.sleep(Math.max(0, options.lingerMs()));
    host.deliveries().report(log, "summary");
  }

  private boolean done(long startNs) {
    long nowNs = System.nanoTime();
    return host.deliveries().total() >= options.expect()
        || passed(options.runForMs(), nowNs - startNs)
        || passed(options.idleExitMs(), host.deliveries().idleNs(nowNs));
  }

  /** Whether a limit that was set is reached. */
  static boolean passed(long limitMs, long elapsedNs) {
    return limitMs > 0 && elapsedNs > limitMs * 1_000_000;
  }

  private void pingAll() {
    for (Connection connection : host.host().connections()) {
      PeerId peer = connection.remotePeer();
      if (!pinging.add(peer)) {
        continue; // one at a time
      }
      long sentNs = System.nanoTime();
      var _ =
          host.host()
              .ping(peer)
              .whenComplete(
                  (roundTripNs, failure) -> {
                    pinging.remove(peer);
                    if (failure != null) {
                      log.emit("ping-error", field("peer", peer.toText()), error(failure));
                    } else {
                      log.emit(
                          "ping",
                          field("peer", peer.toText()),
                          field("rtt_us", (System.nanoTime() - sentNs) / 1e3),
                          field("reported_ms", roundTripNs / 1e6));
                    }
                  });
    }
  }
}
