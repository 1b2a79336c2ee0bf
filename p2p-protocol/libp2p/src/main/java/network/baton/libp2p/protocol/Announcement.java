package network.baton.libp2p.protocol;

import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.util.List;
import network.baton.libp2p.IpRange;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.record.PeerRecord;

/**
 * Where a host says that it can be reached.
 *
 * @param addresses at most {@value #ADDRESSES_MAX}
 * @param signedRecord the same, signed by the host's key; empty if there are none
 */
public record Announcement(List<Multiaddr> addresses, ByteString signedRecord) {
  /** N-60: what is sent stays short. */
  public static final int ADDRESSES_MAX = 8;

  public Announcement {
    addresses = List.copyOf(addresses);
  }

  /**
   * N-64: announces what the operator named, or else the addresses listened on, without those that
   * lead nowhere and, unless told otherwise, without those that the internet does not reach.
   *
   * @param sequence grows with every announcement of a key
   */
  public static Announcement of(
      NodeKey key,
      List<Multiaddr> advertised,
      List<Multiaddr> listening,
      boolean privateToo,
      long sequence) {
    List<Multiaddr> told =
        advertised.isEmpty()
            ? listening.stream().filter(address -> leadsHere(address, privateToo)).toList()
            : advertised;
    List<Multiaddr> first = told.subList(0, Math.min(told.size(), ADDRESSES_MAX));
    if (first.isEmpty()) {
      return new Announcement(first, ByteString.EMPTY);
    }
    byte[] sealed = new PeerRecord(key.peerId(), sequence, first).seal(key);
    return new Announcement(first, ByteString.copyFrom(sealed));
  }

  private static boolean leadsHere(Multiaddr address, boolean privateToo) {
    Multiaddr.Component host = address.components().getFirst();
    return switch (host.protocol()) {
      case IP4, IP6 -> {
        InetAddress ip = InetAddress.ofLiteral(host.value());
        yield !ip.isAnyLocalAddress() && (privateToo || IpRange.isPublic(ip));
      }
      default -> true;
    };
  }
}
