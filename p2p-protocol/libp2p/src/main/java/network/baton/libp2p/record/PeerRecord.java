package network.baton.libp2p.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.List;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.pb.PeerRecordPayload;

/**
 * Where a peer says that it can be reached (libp2p/specs RFC 0003). Says nothing of whether that is
 * true: only that the peer said so.
 *
 * @param seq of two records of a peer the higher one counts; unsigned
 * @param addresses at most {@link #ADDRESSES_MAX}; those of kinds not known here are left out
 */
public record PeerRecord(PeerId peer, long seq, List<Multiaddr> addresses) {
  public static final int ADDRESSES_MAX = 32;

  /** The domain that go-libp2p, js-libp2p and rust-libp2p sign for; RFC 0003 has another one. */
  private static final String DOMAIN = "libp2p-peer-record";

  /** The code of libp2p-peer-record in multiformats/multicodec, as all of them write it. */
  private static final byte[] TYPE = {3, 1};

  public PeerRecord {
    addresses = List.copyOf(addresses);
    if (addresses.size() > ADDRESSES_MAX) {
      throw new IllegalArgumentException(addresses.size() + " addresses");
    }
  }

  /**
   * Signs the record into an envelope.
   *
   * @throws IllegalArgumentException if the key is another peer's, or it would be too long to read
   */
  public byte[] seal(NodeKey key) {
    if (!key.peerId().equals(peer)) {
      throw new IllegalArgumentException("a record is signed by its own peer");
    }
    PeerRecordPayload.Builder payload =
        PeerRecordPayload.newBuilder().setPeerId(ByteString.copyFrom(peer.toBytes())).setSeq(seq);
    for (Multiaddr address : addresses) {
      payload.addAddresses(
          PeerRecordPayload.AddressInfo.newBuilder()
              .setMultiaddr(ByteString.copyFrom(address.toBytes())));
    }
    byte[] sealed = SignedEnvelope.seal(key, DOMAIN, TYPE, payload.build().toByteArray()).encode();
    if (sealed.length > SignedEnvelope.BYTES_MAX) {
      throw new IllegalArgumentException("envelope of " + sealed.length + " bytes");
    }
    return sealed;
  }

  /**
   * Reads and verifies an envelope with a record.
   *
   * @throws IllegalArgumentException if it is none, or not signed by the peer that it is about
   */
  public static PeerRecord open(byte[] envelope) {
    SignedEnvelope opened = SignedEnvelope.open(envelope, DOMAIN);
    if (!Arrays.equals(opened.type(), TYPE)) {
      throw new IllegalArgumentException("the envelope holds something else");
    }
    PeerRecordPayload payload;
    try {
      payload = PeerRecordPayload.parseFrom(opened.payload());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no peer record", e);
    }
    PeerId peer = PeerId.fromBytes(payload.getPeerId().toByteArray());
    if (!peer.names(opened.key().encode())) {
      throw new IllegalArgumentException("the record is about somebody else than its signer");
    }
    List<byte[]> addresses =
        payload.getAddressesList().stream().map(info -> info.getMultiaddr().toByteArray()).toList();
    return new PeerRecord(peer, payload.getSeq(), Multiaddr.readable(addresses, ADDRESSES_MAX));
  }
}
