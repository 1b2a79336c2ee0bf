package network.baton.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.protocol.RequestResponse;
import network.baton.wire.Decoded;
import network.baton.wire.Exchange;
import network.baton.wire.Exchange.StatusRequest;
import network.baton.wire.Exchange.StatusResponse;
import network.baton.wire.ExchangeCodec;
import network.baton.wire.NetworkRules;
import network.baton.wire.TaskAnnouncement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Before a node claims it asks peers what is open (protocol section 6): gossip does not bring again
 * what was said while the node was away. Also answers that question. A peer of another network is
 * disconnected with one line.
 */
final class StatusExchange implements ConnectionListener {
  /** Peers to ask before claiming; all of them if the network file names fewer. */
  static final int PEERS_MIN = 3;

  /** Messages remembered to tell others; the eldest goes first. */
  static final int REMEMBERED_MAX = 512;

  static final long TIMEOUT_MS = 2_000;
  static final int ATTEMPTS_MAX = 5;
  static final long RETRY_MS = 300;

  private static final Logger LOG = LoggerFactory.getLogger(StatusExchange.class);

  private final NetworkRules rules;
  private final RequestResponse requests;
  private final ExchangeCodec codec;
  private final ExecutorService workers;
  private final Consumer<Event> loop;
  private final LongSupplier headSlot;
  private final int keepSlots;
  private final Consumer<VerifiedLease> heard;
  private final Runnable onExchanged;
  private final Set<PeerId> asked = ConcurrentHashMap.newKeySet();
  private final Set<PeerId> exchanged = ConcurrentHashMap.newKeySet();
  private final Map<Hash32, TaskAnnouncement> tasks = new Newest<>();
  private final Map<Hash32, VerifiedLease> leases = new Newest<>();
  private final Map<Hash32, VerifiedCompletion> completions = new Newest<>();

  private static final class Newest<V> extends LinkedHashMap<Hash32, V> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Hash32, V> eldest) {
      return size() > REMEMBERED_MAX;
    }
  }

  StatusExchange(
      NetworkRules rules,
      RequestResponse requests,
      ExchangeCodec codec,
      ExecutorService workers,
      Consumer<Event> loop,
      LongSupplier headSlot,
      int keepSlots,
      Consumer<VerifiedLease> heard,
      Runnable onExchanged) {
    this.rules = rules;
    this.requests = requests;
    this.codec = codec;
    this.workers = workers;
    this.loop = loop;
    this.headSlot = headSlot;
    this.keepSlots = keepSlots;
    this.heard = heard;
    this.onExchanged = onExchanged;
  }

  /** How many different peers told what is open. */
  int exchangedPeers() {
    return exchanged.size();
  }

  @Override
  public void onConnected(Connection connection) {
    PeerId peer = connection.remotePeer();
    if (asked.add(peer)) {
      workers.execute(() -> ask(peer, connection));
    }
  }

  @Override
  public void onDisconnected(Connection connection) {
    asked.remove(connection.remotePeer());
  }

  /**
   * Tries a few times: of two connections that two peers open to each other at once, one is closed.
   */
  private void ask(PeerId peer, Connection connection) {
    for (int attempt = 1; attempt <= ATTEMPTS_MAX && asked.contains(peer); attempt++) {
      if (askOnce(peer, connection)) {
        return;
      }
      try {
        Thread.sleep(RETRY_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean askOnce(PeerId peer, Connection connection) {
    long fromSlot = Math.max(0, headSlot.getAsLong() - keepSlots);
    var request = new StatusRequest(rules.networkId(), rules.protocolVersion(), fromSlot);
    try {
      byte[] answer =
          requests
              .request(peer, Exchange.STATUS_PROTOCOL, codec.encode(request), TIMEOUT_MS)
              .join();
      switch (codec.statusResponse(answer)) {
        case Decoded.Ok<StatusResponse>(StatusResponse response) ->
            take(peer, connection, response);
        case Decoded.Refused<StatusResponse>(var verdict) ->
            LOG.warn("peer {}: its status is refused: {}", peer, verdict);
      }
      return true;
    } catch (RuntimeException e) {
      LOG.debug("peer {}: no status: {}", peer, e.toString());
      return false;
    }
  }

  private void take(PeerId peer, Connection connection, StatusResponse response) {
    if (!response.networkId().equals(rules.networkId())
        || response.protocolVersion() != rules.protocolVersion()) {
      LOG.warn(
          "peer {} is of another network or version and is disconnected; compare the network files",
          peer);
      connection.close();
      return;
    }
    response.leases().forEach(heard); // first: what is missing here must not be signed again
    response.leases().forEach(lease -> loop.accept(new Event.LeaseSeen(lease)));
    response.completions().forEach(completion -> loop.accept(new Event.CompletionSeen(completion)));
    exchanged.add(peer);
    onExchanged.run();
  }

  /** Answers a peer's question. */
  byte[] serve(byte[] request) {
    if (codec.statusRequest(request) instanceof Decoded.Ok<StatusRequest>(StatusRequest asking)) {
      synchronized (tasks) {
        return codec.encode(
            new StatusResponse(
                rules.networkId(),
                rules.protocolVersion(),
                Math.max(0, headSlot.getAsLong()),
                newestFirst(
                    tasks.values().stream()
                        .filter(task -> rules.slotOf(task.header()) >= asking.fromSlot())
                        .toList()),
                newestFirst(List.copyOf(leases.values())),
                newestFirst(List.copyOf(completions.values()))));
      }
    }
    throw new IllegalArgumentException("not a status request");
  }

  private static <T> List<T> newestFirst(List<T> eldestFirst) {
    return new ArrayList<>(eldestFirst).reversed();
  }

  void remember(TaskAnnouncement announcement, Task task) {
    synchronized (tasks) {
      tasks.put(task.taskId(), announcement);
    }
  }

  void remember(VerifiedLease lease) {
    synchronized (tasks) {
      leases.put(lease.digest(), lease);
    }
  }

  void remember(VerifiedCompletion completion) {
    synchronized (tasks) {
      completions.put(completion.digest(), completion);
    }
  }
}
