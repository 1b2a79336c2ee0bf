package network.baton.libp2p.reach;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Counters;
import network.baton.libp2p.Host;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.host.HostConfig;
import network.baton.libp2p.host.HostLimits;
import network.baton.libp2p.host.TcpHost;
import network.baton.libp2p.pb.DialBack;
import network.baton.libp2p.pb.DialResponse;
import network.baton.libp2p.pb.DialStatus;
import network.baton.libp2p.pb.NatMessage;
import network.baton.libp2p.pb.ResponseStatus;
import network.baton.libp2p.protocol.RequestResponse;

/**
 * Dials peers back that ask for it, and tells them whether they were there. It dials from a host of
 * its own, with a key of its own: a second connection of this node's peer id would replace the one
 * that the question came on.
 */
final class DialBackServer implements AutoCloseable {
  private static final long NONCE_MS = 5_000;

  private final Host host;
  private final DialBackRules rules;
  private final Counters counters;
  private final LongSupplier nowNs;
  private final TcpHost dialler;
  private final RequestResponse telling;

  /** Serves the protocol on {@code requests}, which belongs to {@code host}. */
  DialBackServer(
      Host host,
      RequestResponse requests,
      DialBackRules rules,
      Counters counters,
      LongSupplier nowNs) {
    this.host = host;
    this.rules = rules;
    this.counters = counters;
    this.nowNs = nowNs;
    dialler =
        TcpHost.create(
            new HostConfig(
                List.of(),
                NodeKey.generate(),
                "baton dial back",
                1,
                HostLimits.defaults(),
                List.of(),
                false));
    dialler.addConnectionListener(new Ends());
    telling = new RequestResponse(dialler, Reach.LIMITS);
    requests.serve(Reach.DIAL_REQUEST, this::serve);
  }

  private CompletionStage<byte[]> serve(PeerId peer, byte[] request) {
    NatMessage message;
    try {
      message = NatMessage.parseFrom(request);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not a message of this protocol", e);
    }
    if (!message.hasDialRequest()) {
      throw new IllegalArgumentException("not a request to dial");
    }
    List<byte[]> addresses =
        message.getDialRequest().getAddrsList().stream()
            .limit(DialBackRules.ADDRESSES_MAX)
            .map(ByteString::toByteArray)
            .toList();
    Optional<InetAddress> observed = observed(peer);
    if (observed.isEmpty()) {
      throw new IllegalStateException("the connection is gone");
    }
    return switch (rules.decide(peer, observed.get(), addresses, nowNs.getAsLong())) {
      case DialBackRules.Decision.No(Refusal reason) -> {
        counters.count(reason);
        yield CompletableFuture.completedFuture(no(reason));
      }
      case DialBackRules.Decision.Dial(int index, Multiaddr address) ->
          dial(peer, address, message.getDialRequest().getNonce())
              .thenApply(status -> outcome(index, status));
    };
  }

  private Optional<InetAddress> observed(PeerId peer) {
    return host.connections().stream()
        .filter(connection -> connection.remotePeer().equals(peer))
        .findFirst()
        .flatMap(connection -> connection.remoteAddress().tcpLiteral())
        .map(InetSocketAddress::getAddress);
  }

  private CompletableFuture<DialStatus> dial(PeerId peer, Multiaddr address, long nonce) {
    counters.add("dial-back.dials", 1);
    CompletableFuture<DialStatus> status = new CompletableFuture<>();
    var _ =
        dialler
            .connect(address.withPeer(peer))
            .whenComplete(
                (connection, failure) -> {
                  if (failure != null) {
                    rules.done(peer);
                    status.complete(DialStatus.E_DIAL_ERROR);
                  } else {
                    counters.add("dial-back.reached", 1);
                    tell(connection, nonce, status);
                  }
                });
    return status;
  }

  private void tell(Connection connection, long nonce, CompletableFuture<DialStatus> status) {
    byte[] back = DialBack.newBuilder().setNonce(nonce).build().toByteArray();
    var _ =
        telling
            .request(connection.remotePeer(), Reach.DIAL_BACK, back, NONCE_MS)
            .whenComplete(
                (answer, failure) -> {
                  connection.close();
                  status.complete(
                      failure == null ? DialStatus.DIAL_OK : DialStatus.E_DIAL_BACK_ERROR);
                });
  }

  private static byte[] no(Refusal reason) {
    return answer(
        DialResponse.newBuilder()
            .setStatus(
                reason == Refusal.DIAL_BACK_RATE
                    ? ResponseStatus.E_REQUEST_REJECTED
                    : ResponseStatus.E_DIAL_REFUSED)
            .build());
  }

  private static byte[] outcome(int index, DialStatus status) {
    return answer(
        DialResponse.newBuilder()
            .setStatus(ResponseStatus.RESPONSE_OK)
            .setAddrIdx(index)
            .setDialStatus(status)
            .build());
  }

  private static byte[] answer(DialResponse response) {
    return NatMessage.newBuilder().setDialResponse(response).build().toByteArray();
  }

  /** The place of a peer is free again when nothing of the dial is left, so that none is reused. */
  private final class Ends implements ConnectionListener {
    @Override
    public void onConnected(Connection connection) {
      if (!rules.isUnderWay(connection.remotePeer())) {
        connection.close(); // its dial was given up before
      }
    }

    @Override
    public void onDisconnected(Connection connection) {
      rules.done(connection.remotePeer());
    }
  }

  @Override
  public void close() {
    telling.close();
    dialler.close();
  }
}
