package network.baton.node;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.host.TcpHost;
import network.baton.libp2p.reach.AddressReach;
import network.baton.libp2p.reach.AddressReach.Verdict;
import network.baton.libp2p.reach.Reach;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator, by two peers that tried, whether others can dial this node. */
final class ReachWatch implements AutoCloseable {
  /** N-78: between two looks whom to ask. */
  static final long ROUND_MS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(ReachWatch.class);

  private final TcpHost host;
  private final Background background;
  private final Reach reach;
  private boolean saidThatNothingIsTold;

  /** Must be made before the host's first connection. {@code workers} may block. */
  ReachWatch(TcpHost host, boolean privateToo, Executor workers) {
    this.host = host;
    background = new Background("reachability", workers);
    reach =
        new Reach(
            host,
            privateToo,
            ReachWatch::say,
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  void begin(ScheduledExecutorService timer) {
    background.every(timer, ROUND_MS, ROUND_MS, this::round);
  }

  /** Asks whom it is time to ask; may block. */
  synchronized void round() {
    reach.round();
    if (!saidThatNothingIsTold && !host.isCrowded() && reach.states().isEmpty()) {
      saidThatNothingIsTold = true;
      LOG.info(
          "peers are told no address of this node, so only those whom it dials are connected: set"
              + " p2p.advertise to the public address that leads to {}",
          host.listenAddresses());
    }
  }

  private static void say(AddressReach now) {
    if (now.verdict() == Verdict.REACHABLE) {
      LOG.info("two peers reached this node at {}", now.address());
    } else {
      LOG.warn(
          "two peers could not connect to {}: open that TCP port in the firewall and forward it in"
              + " the router, or set p2p.advertise to the address that leads here",
          now.address());
    }
  }

  NodeStatus.Reachability status() {
    List<AddressReach> states = reach.states();
    return new NodeStatus.Reachability(
        name(overall(states)),
        states.stream()
            .map(
                state ->
                    new NodeStatus.ReachedAddress(
                        state.address().toText(),
                        name(state.verdict()),
                        state.reached(),
                        state.notReached(),
                        state.unanswered()))
            .toList());
  }

  /** 1 if an address is reached, -1 if all are known not to be, else 0. */
  int gauge() {
    return switch (overall(reach.states())) {
      case REACHABLE -> 1;
      case UNREACHABLE -> -1;
      case UNKNOWN -> 0;
    };
  }

  private static Verdict overall(List<AddressReach> states) {
    if (states.stream().anyMatch(state -> state.verdict() == Verdict.REACHABLE)) {
      return Verdict.REACHABLE;
    }
    return states.isEmpty() || states.stream().anyMatch(state -> state.verdict() == Verdict.UNKNOWN)
        ? Verdict.UNKNOWN
        : Verdict.UNREACHABLE;
  }

  private static String name(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  /** Counts of questions, dials and refusals by name. */
  Map<String, Long> counters() {
    return reach.counters();
  }

  @Override
  public void close() {
    reach.close();
  }
}
