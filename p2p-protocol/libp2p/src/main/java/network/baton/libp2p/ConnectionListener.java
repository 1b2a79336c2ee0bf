package network.baton.libp2p;

import java.util.List;

/** Hears of connections. Called on event loops: must not block. */
public interface ConnectionListener {
  void onConnected(Connection connection);

  /**
   * Identify told what the peer speaks; comes after {@link #onConnected}, and again when the peer
   * pushes a change.
   */
  default void onIdentified(Connection connection, List<String> protocols) {}

  void onDisconnected(Connection connection);
}
