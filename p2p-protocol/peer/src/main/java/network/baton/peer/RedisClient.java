package network.baton.peer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As much of a Redis client as the interoperability tests of libp2p need: commands out, answers in,
 * one at a time (RESP 2). An answer has at most {@value #TEXT_BYTES_MAX} bytes a text and {@value
 * #LIST_MAX} texts a list.
 */
final class RedisClient implements AutoCloseable {
  private static final int TEXT_BYTES_MAX = 4_096;
  private static final int LIST_MAX = 16;
  private static final int CONNECT_MS_MAX = 2_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RedisClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** Connects to {@code host:port}; an answer may take {@code answerMsMax}. */
  static RedisClient connect(String address, int answerMsMax) throws IOException {
    int colon = address.lastIndexOf(':');
    if (colon < 0) {
      throw new IOException("redis_addr " + address + ": no port");
    }
    Socket socket = new Socket();
    try {
      int port = Integer.parseInt(address.substring(colon + 1));
      socket.connect(new InetSocketAddress(address.substring(0, colon), port), CONNECT_MS_MAX);
      socket.setSoTimeout(answerMsMax);
      return new RedisClient(socket);
    } catch (IOException | IllegalArgumentException e) {
      socket.close();
      throw new IOException("redis_addr " + address + ": " + e.getMessage(), e);
    }
  }

  /** Appends to a list. */
  void push(String list, String value) throws IOException {
    call("RPUSH", list, value);
  }

  /** Takes the first of a list, waiting for one; null if none came in time. */
  @Nullable String take(String list, long seconds) throws IOException {
    List<String> pair = call("BLPOP", list, Long.toString(seconds));
    return pair.size() == 2 ? pair.getLast() : null;
  }

  /** Sends a command; returns the texts of its answer, a number as text, nothing for null. */
  private List<String> call(String... command) throws IOException {
    StringBuilder sent = new StringBuilder("*" + command.length + "\r\n");
    for (String word : command) {
      int bytes = word.getBytes(StandardCharsets.UTF_8).length;
      sent.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
    }
    out.write(sent.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    return answer();
  }

  private List<String> answer() throws IOException {
    String line = line();
    String rest = line.substring(Math.min(1, line.length()));
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+', ':' -> List.of(rest);
      case '$' -> text(length(rest, TEXT_BYTES_MAX));
      case '*' -> {
        List<String> all = new ArrayList<>();
        for (int left = length(rest, LIST_MAX); left > 0; left--) {
          all.addAll(answer());
        }
        yield all;
      }
      case '-' -> throw new IOException("redis refused: " + rest);
      default -> throw new IOException("not an answer of redis");
    };
  }

  private List<String> text(int bytes) throws IOException {
    if (bytes < 0) {
      return List.of();
    }
    byte[] text = in.readNBytes(bytes);
    if (text.length < bytes || !line().isEmpty()) {
      throw new IOException("answer of redis is cut off");
    }
    return List.of(new String(text, StandardCharsets.UTF_8));
  }

  private static int length(String digits, int max) throws IOException {
    try {
      int length = Integer.parseInt(digits);
      if (length <= max) {
        return length;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IOException("answer of redis with a length of " + digits);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\r'; octet = in.read()) {
      if (octet < 0 || line.length() >= TEXT_BYTES_MAX) {
        throw new IOException("answer of redis is cut off");
      }
      line.append((char) octet);
    }
    if (in.read() != '\n') {
      throw new IOException("not an answer of redis");
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
