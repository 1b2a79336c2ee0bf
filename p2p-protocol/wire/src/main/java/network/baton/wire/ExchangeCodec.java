package network.baton.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnsafeByteOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Refusal;
import network.baton.wire.Exchange.ProofRequest;
import network.baton.wire.Exchange.ProofResponse;
import network.baton.wire.Exchange.StatusRequest;
import network.baton.wire.Exchange.StatusResponse;

/**
 * Requests and responses as bytes, without the length prefix that frames them on a stream. Decoding
 * is as strict as for gossip; one bad item in a status response spoils the whole, since its sender
 * has verified each.
 */
public final class ExchangeCodec {
  private final MessageReader reader;

  public ExchangeCodec(Wire wire) {
    this.reader = wire.reader();
  }

  /**
   * Encodes a request or response. Of a status response it keeps as many tasks, leases and
   * completions from the start of their lists as the bounds allow.
   */
  public byte[] encode(Exchange exchange) {
    return switch (exchange) {
      case ProofRequest(Hash32 proofHash) ->
          network.baton.wire.pb.ProofRequest.newBuilder()
              .setProofHash(SignatureBytes.bytes(proofHash))
              .build()
              .toByteArray();
      case ProofResponse response -> encode(response);
      case StatusRequest request ->
          network.baton.wire.pb.StatusRequest.newBuilder()
              .setNetworkId(SignatureBytes.bytes(request.networkId()))
              .setProtocolVersion(request.protocolVersion())
              .setFromSlot(request.fromSlot())
              .build()
              .toByteArray();
      case StatusResponse response -> encode(response);
    };
  }

  private static byte[] encode(ProofResponse response) {
    var builder = network.baton.wire.pb.ProofResponse.newBuilder();
    byte[] proof = response.proof();
    if (proof != null) {
      if (proof.length == 0 || proof.length > WireLimits.PROOF_BYTES_MAX) {
        throw new IllegalArgumentException("a proof of " + proof.length + " bytes");
      }
      builder.setFound(true).setProof(UnsafeByteOperations.unsafeWrap(proof));
    }
    return builder.build().toByteArray();
  }

  private static byte[] encode(StatusResponse response) {
    var builder =
        network.baton.wire.pb.StatusResponse.newBuilder()
            .setNetworkId(SignatureBytes.bytes(response.networkId()))
            .setProtocolVersion(response.protocolVersion())
            .setHeadSlot(response.headSlot());
    var room = new Room(WireLimits.STATUS_RESPONSE_BYTES_MAX - 64);
    for (TaskAnnouncement task : first(WireLimits.STATUS_TASKS_MAX, response.tasks())) {
      var item = TaskAnnouncements.protobuf(task);
      if (room.takes(item)) {
        builder.addTasks(item);
      }
    }
    for (VerifiedLease lease : first(WireLimits.STATUS_LEASES_MAX, response.leases())) {
      var item = MessageWriter.protobuf(lease);
      if (room.takes(item)) {
        builder.addLeases(item);
      }
    }
    for (VerifiedCompletion completion :
        first(WireLimits.STATUS_TASKS_MAX, response.completions())) {
      var item = MessageWriter.protobuf(completion);
      if (room.takes(item)) {
        builder.addCompletions(item);
      }
    }
    return builder.build().toByteArray();
  }

  public Decoded<ProofRequest> proofRequest(byte[] bytes) {
    return Canonical.parse(
            bytes, WireLimits.REQUEST_BYTES_MAX, network.baton.wire.pb.ProofRequest.parser())
        .then(
            message ->
                isHash(message.getProofHash())
                    ? Decoded.ok(new ProofRequest(SignatureBytes.hash(message.getProofHash())))
                    : Decoded.reject(Refusal.MALFORMED));
  }

  public Decoded<ProofResponse> proofResponse(byte[] bytes) {
    return Canonical.parse(
            bytes,
            WireLimits.PROOF_RESPONSE_BYTES_MAX,
            network.baton.wire.pb.ProofResponse.parser())
        .then(
            message -> {
              ByteString proof = message.getProof();
              if (message.getFound() == proof.isEmpty()
                  || proof.size() > WireLimits.PROOF_BYTES_MAX) {
                return Decoded.reject(Refusal.MALFORMED);
              }
              return Decoded.ok(new ProofResponse(message.getFound() ? proof.toByteArray() : null));
            });
  }

  public Decoded<StatusRequest> statusRequest(byte[] bytes) {
    return Canonical.parse(
            bytes, WireLimits.REQUEST_BYTES_MAX, network.baton.wire.pb.StatusRequest.parser())
        .then(
            message ->
                isHash(message.getNetworkId())
                        && message.getProtocolVersion() >= 0
                        && Shape.isNumber(message.getFromSlot())
                    ? Decoded.ok(
                        new StatusRequest(
                            SignatureBytes.hash(message.getNetworkId()),
                            message.getProtocolVersion(),
                            message.getFromSlot()))
                    : Decoded.reject(Refusal.MALFORMED));
  }

  public Decoded<StatusResponse> statusResponse(byte[] bytes) {
    return Canonical.parse(
            bytes,
            WireLimits.STATUS_RESPONSE_BYTES_MAX,
            network.baton.wire.pb.StatusResponse.parser())
        .then(this::statusResponse);
  }

  private Decoded<StatusResponse> statusResponse(network.baton.wire.pb.StatusResponse message) {
    if (!isHash(message.getNetworkId())
        || message.getProtocolVersion() < 0
        || !Shape.isNumber(message.getHeadSlot())
        || message.getTasksCount() > WireLimits.STATUS_TASKS_MAX
        || message.getLeasesCount() > WireLimits.STATUS_LEASES_MAX
        || message.getCompletionsCount() > WireLimits.STATUS_TASKS_MAX) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    return all(message.getTasksList(), TaskAnnouncements::announcement)
        .then(
            tasks ->
                all(message.getLeasesList(), reader::lease)
                    .then(
                        leases ->
                            all(message.getCompletionsList(), reader::completion)
                                .then(
                                    completions ->
                                        Decoded.ok(
                                            new StatusResponse(
                                                SignatureBytes.hash(message.getNetworkId()),
                                                message.getProtocolVersion(),
                                                message.getHeadSlot(),
                                                tasks,
                                                leases,
                                                completions)))));
  }

  private static <P, T> Decoded<List<T>> all(List<P> messages, Function<P, Decoded<T>> reader) {
    var values = new ArrayList<T>(messages.size());
    for (P message : messages) {
      switch (reader.apply(message)) {
        case Decoded.Ok<T>(T value) -> values.add(value);
        case Decoded.Refused<T>(var verdict) -> {
          return new Decoded.Refused<>(verdict);
        }
      }
    }
    return Decoded.ok(values);
  }

  private static <T> List<T> first(int count, List<T> values) {
    return values.subList(0, Math.min(count, values.size()));
  }

  private static boolean isHash(ByteString bytes) {
    return bytes.size() == Hash32.BYTES;
  }

  /** What is left of a response's size; items that no longer fit stay out. */
  private static final class Room {
    /** Tag and length of an item that is at most a task announcement long. */
    private static final int ITEM_OVERHEAD_BYTES = 4;

    private int bytesLeft;

    Room(int bytes) {
      bytesLeft = bytes;
    }

    boolean takes(MessageLite item) {
      int size = item.getSerializedSize() + ITEM_OVERHEAD_BYTES;
      boolean fits = size <= bytesLeft;
      bytesLeft -= fits ? size : 0;
      return fits;
    }
  }
}
