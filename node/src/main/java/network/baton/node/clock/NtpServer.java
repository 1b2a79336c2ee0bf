package network.baton.node.clock;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time server's name or address and port. */
public record NtpServer(String host, int port) {
  public static final int PORT_DEFAULT = 123;

  private static final Pattern TEXT =
      Pattern.compile("(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");

  /**
   * Reads {@code host}, {@code host:port} or {@code [v6 address]:port}.
   *
   * @throws IllegalArgumentException in one line
   */
  public static NtpServer parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      String port = matcher.group(2);
      int number = port == null ? PORT_DEFAULT : Integer.parseInt(port);
      if (number >= 1 && number <= 65_535) {
        return new NtpServer(matcher.group(1), number);
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a time server such as ntp.example.org or 192.0.2.1:123");
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
