package network.baton.libp2p.gossip;

import java.io.IOException;

/** A published message reached no peer's socket: there was none, or all writes failed. */
public final class NotWrittenException extends IOException {
  private static final long serialVersionUID = 1;

  public NotWrittenException() {
    super("the message was written to no peer");
  }
}
