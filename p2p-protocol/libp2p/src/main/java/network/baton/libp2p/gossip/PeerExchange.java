package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.baton.libp2p.Connection;
import network.baton.libp2p.Host;
import network.baton.libp2p.IpRange;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.record.PeerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Dials peers that trusted peers named when they pruned this node: at their own signed addresses
 * only, a few at a time, each for a bounded time. Owned by the loop.
 */
final class PeerExchange {
  private static final int DIALS_MAX = 8;
  private static final int WAITING_MAX = 128;
  private static final int ADDRESSES_MAX = 3;
  private static final long DIAL_SECONDS_MAX = 30;

  private final Host host;
  private final boolean toPrivate;
  private final Executor executor;
  private final Consumer<Runnable> loop;
  private final GossipCounters counters;
  private final Deque<PeerRecord> waiting = new ArrayDeque<>();

  /** Peers whose records are being verified, wait for a dial, or are dialled. */
  private final Set<PeerId> busy = new HashSet<>();

  private int dials;

  /**
   * @param toPrivate whether addresses of private ranges are dialled
   * @param executor verifies signatures
   * @param loop runs something on the loop, later
   */
  PeerExchange(
      Host host,
      boolean toPrivate,
      Executor executor,
      Consumer<Runnable> loop,
      GossipCounters counters) {
    this.host = host;
    this.toPrivate = toPrivate;
    this.executor = executor;
    this.loop = loop;
    this.counters = counters;
  }

  /** Peers were named; those without a record cannot be found and are left out. */
  void named(List<Rpc.NamedPeer> peers) {
    for (Rpc.NamedPeer peer : peers) {
      if (!peer.signedRecord().isEmpty() && busy.size() < WAITING_MAX) {
        verify(peer);
      }
    }
  }

  private void verify(Rpc.NamedPeer peer) {
    PeerId id;
    try {
      id = PeerId.fromBytes(peer.peerId().toByteArray());
    } catch (IllegalArgumentException e) {
      counters.exchangeRefused.increment();
      return;
    }
    if (id.equals(host.peerId()) || connected(id) || !busy.add(id)) {
      return;
    }
    try {
      executor.execute(() -> verify(id, peer.signedRecord()));
    } catch (RejectedExecutionException e) {
      busy.remove(id);
    }
  }

  /** Off the loop. */
  private void verify(PeerId id, ByteString envelope) {
    @Nullable PeerRecord record = open(id, envelope);
    loop.accept(
        () -> {
          if (record != null) {
            waiting.add(record);
            dialNext();
          } else {
            busy.remove(id);
            counters.exchangeRefused.increment();
          }
        });
  }

  /** Whether an envelope is a record of this peer, by the peer. Takes one verification. */
  static boolean proves(PeerId peer, ByteString envelope) {
    return open(peer, envelope) != null;
  }

  private static @Nullable PeerRecord open(PeerId peer, ByteString envelope) {
    try {
      PeerRecord record = PeerRecord.open(envelope.toByteArray());
      return record.peer().equals(peer) ? record : null;
    } catch (IllegalArgumentException e) {
      return null; // no record, or not signed by whom it is about
    }
  }

  private void dialNext() {
    while (dials < DIALS_MAX && !waiting.isEmpty()) {
      PeerRecord record = waiting.remove();
      dials++;
      counters.exchangeDialled.increment();
      List<Multiaddr> addresses =
          record.addresses().stream().filter(this::dialable).limit(ADDRESSES_MAX).toList();
      var _ =
          dial(record.peer(), addresses)
              .whenComplete((connection, error) -> loop.accept(() -> dialled(record.peer())));
    }
  }

  private void dialled(PeerId peer) {
    dials--;
    busy.remove(peer);
    dialNext();
  }

  /** One address after the other, until one answers as the peer. */
  private CompletableFuture<Connection> dial(PeerId peer, List<Multiaddr> addresses) {
    CompletableFuture<Connection> found =
        CompletableFuture.failedFuture(new IllegalStateException("no address"));
    for (Multiaddr address : addresses) {
      found = found.exceptionallyCompose(before -> host.connect(address.withPeer(peer)));
    }
    return found.orTimeout(DIAL_SECONDS_MAX, TimeUnit.SECONDS);
  }

  private boolean connected(PeerId peer) {
    return host.connections().stream().anyMatch(held -> held.remotePeer().equals(peer));
  }

  /** Plain TCP to an IP address; names would let a stranger choose where they lead. */
  private boolean dialable(Multiaddr address) {
    if (address.tcpAddress().isEmpty()) {
      return false;
    }
    Multiaddr.Component first = address.components().getFirst();
    return switch (first.protocol()) {
      case IP4, IP6 -> {
        InetAddress ip = InetAddress.ofLiteral(first.value());
        yield toPrivate || IpRange.isPublic(ip);
      }
      default -> false;
    };
  }
}
