package network.baton.libp2p;

import java.util.List;

/** Serves inbound streams of a protocol. */
public interface ProtocolBinding {
  /** Protocol ids, best first, matched exactly. */
  List<String> protocols();

  /** Most inbound streams of these protocols on one connection; more are reset. */
  default int inboundStreamsMax() {
    return 32;
  }

  /**
   * A remote opened a stream. Called on the connection's event loop; must set the stream's reader
   * and not block.
   */
  void onStream(Stream stream);
}
