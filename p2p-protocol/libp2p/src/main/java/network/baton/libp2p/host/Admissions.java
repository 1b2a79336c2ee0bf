package network.baton.libp2p.host;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Counters;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.Stream;
import network.baton.libp2p.crypto.PublicKey;
import network.baton.libp2p.multistream.Multistream;
import network.baton.libp2p.protocol.IdentifyExchange;
import network.baton.libp2p.yamux.YamuxSession;
import network.baton.libp2p.yamux.YamuxStream;

/**
 * What happens to a connection after its upgrade: it enters the table or is refused, the listeners
 * hear of it, its streams find their protocols, and at its end the listeners hear that too.
 */
final class Admissions {
  private static final AttributeKey<PeerConnection> CONNECTION =
      AttributeKey.valueOf(Admissions.class, "connection");

  private final HostConfig config;
  private final ConnectionTable table;
  private final Counters counters;
  private final Map<String, ProtocolBinding> bindings;
  private final List<ConnectionListener> listeners;
  private final IdentifyExchange identify;

  Admissions(
      HostConfig config,
      ConnectionTable table,
      Counters counters,
      Map<String, ProtocolBinding> bindings,
      List<ConnectionListener> listeners,
      IdentifyExchange identify) {
    this.config = config;
    this.table = table;
    this.counters = counters;
    this.bindings = bindings;
    this.listeners = listeners;
    this.identify = identify;
  }

  /** Decides on an upgraded channel. On its event loop. */
  void admit(
      Channel channel,
      PublicKey remote,
      boolean outbound,
      Upgrade upgrade,
      CompletableFuture<Connection> ready) {
    YamuxSession session =
        new YamuxSession(
            outbound,
            config.limits().yamux(),
            counters,
            stream -> serve(Objects.requireNonNull(channel.attr(CONNECTION).get()), stream));
    InetSocketAddress socket = (InetSocketAddress) channel.remoteAddress();
    PeerConnection fresh =
        new PeerConnection(
            channel,
            new PeerConnection.Remote(remote, Multiaddr.tcp(socket), socket.getAddress()),
            outbound,
            session,
            System.nanoTime());
    channel.attr(CONNECTION).set(fresh);
    Held held = Upgrade.addMuxer(channel, session);
    ConnectionTable.Admission admission = table.admit(fresh);
    if (admission.refusal() != null) {
      counters.count(admission.refusal());
      if (admission.other() != null) {
        ready.complete(admission.other());
      } else {
        ready.completeExceptionally(
            new ProtocolViolation(admission.refusal(), fresh + " is not let in"));
      }
      session.close();
      return;
    }
    upgrade.onInactive(() -> end(fresh));
    for (PeerConnection surplus : table.surplus(fresh)) {
      counters.count(Refusal.CONNECTIONS_TRIMMED);
      surplus.close();
    }
    PeerConnection former = admission.other();
    if (former == null) {
      announce(fresh, held, ready);
    } else {
      counters.count(Refusal.CONNECTION_DUPLICATE);
      fresh.follows(former);
      former.close();
      // Listeners know a peer by one connection at a time: the former must be over for them.
      var _ = former.gone().thenRun(() -> onLoop(fresh, () -> announce(fresh, held, ready)));
    }
  }

  /** Opens a stream on a connection; see {@link network.baton.libp2p.Host#newStream}. */
  CompletableFuture<Stream> open(PeerConnection connection, List<String> protocols) {
    CompletableFuture<Stream> opened = new CompletableFuture<>();
    Multistream negotiation = Multistream.initiator(protocols);
    if (!onLoop(connection, () -> open(connection, negotiation, opened))) {
      opened.completeExceptionally(new IOException("host is closed"));
    }
    return opened;
  }

  private void open(
      PeerConnection connection, Multistream negotiation, CompletableFuture<Stream> opened) {
    YamuxStream stream;
    try {
      stream = connection.session().open();
    } catch (IllegalStateException e) {
      opened.completeExceptionally(new IOException(e.getMessage(), e));
      return;
    }
    StreamNegotiation.start(
        connection,
        stream,
        negotiation,
        config.limits().streamNegotiationMs(),
        new StreamNegotiation.Outcome() {
          @Override
          public void onSelected(String protocol) {
            HostStream ready = new HostStream(connection, stream, protocol);
            connection.add(ready);
            stream.onClosed(() -> connection.remove(ready));
            if (!opened.complete(ready)) {
              stream.reset(); // whoever asked has given up
            }
          }

          @Override
          public void onFailed(Throwable cause) {
            opened.completeExceptionally(cause);
          }
        });
  }

  private void serve(PeerConnection connection, YamuxStream stream) {
    StreamNegotiation.start(
        connection,
        stream,
        Multistream.responder(bindings::containsKey),
        config.limits().streamNegotiationMs(),
        new StreamNegotiation.Outcome() {
          @Override
          public void onSelected(String protocol) {
            ProtocolBinding binding = Objects.requireNonNull(bindings.get(protocol));
            if (!connection.takeInbound(binding)) {
              counters.count(Refusal.STREAMS_PROTOCOL);
              stream.reset();
              return;
            }
            HostStream ready = new HostStream(connection, stream, protocol);
            connection.add(ready);
            stream.onClosed(
                () -> {
                  connection.remove(ready);
                  connection.giveBackInbound(binding);
                });
            binding.onStream(ready);
          }

          @Override
          public void onFailed(Throwable cause) {
            // A violation was counted where it was thrown; only the deadline throws nothing.
            if (cause instanceof ProtocolViolation late
                && late.refusal() == Refusal.STREAM_TIMEOUT) {
              counters.count(Refusal.STREAM_TIMEOUT);
            }
          }
        });
  }

  private void announce(PeerConnection fresh, Held held, CompletableFuture<Connection> ready) {
    if (!fresh.channel().isActive()) {
      return; // its close completes `ready`
    }
    fresh.announce();
    listeners.forEach(listener -> listener.onConnected(fresh));
    identify.onConnected(fresh);
    ready.complete(fresh);
    held.release(fresh.channel().pipeline().context(held));
  }

  private void end(PeerConnection connection) {
    table.remove(connection);
    if (connection.announced()) {
      identify.onDisconnected(connection);
      listeners.forEach(listener -> listener.onDisconnected(connection));
    }
    connection.end();
  }

  private static boolean onLoop(PeerConnection connection, Runnable task) {
    if (connection.channel().eventLoop().inEventLoop()) {
      task.run();
      return true;
    }
    try {
      connection.channel().eventLoop().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
