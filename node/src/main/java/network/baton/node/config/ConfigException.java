package network.baton.node.config;

/** The operator's input is wrong. The message is one line: what, where, and what to do. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
