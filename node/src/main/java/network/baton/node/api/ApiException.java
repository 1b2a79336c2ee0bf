package network.baton.node.api;

/** The API cannot be served. The message says what to change. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ApiException(String message, Throwable cause) {
    super(message, cause);
  }
}
