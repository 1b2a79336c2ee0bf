package network.baton.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Events as JSON objects, one a line: {@code ev} first, {@code t_ms} (wall clock) last. A line is
 * out when {@link #emit} returns. Thread-safe.
 */
final class EventLog {
  private final OutputStream out;

  EventLog(OutputStream out) {
    this.out = out;
  }

  /** Fields of an event in their order; values are texts, numbers, booleans, lists of texts. */
  @SafeVarargs
  final synchronized void emit(
      String event, Map.Entry<String, ? extends @Nullable Object>... fields) {
    StringBuilder line = new StringBuilder(256).append("{\"ev\":");
    text(line, event);
    for (Map.Entry<String, ? extends @Nullable Object> field : fields) {
      line.append(',');
      text(line, field.getKey());
      line.append(':');
      value(line, field.getValue());
    }
    line.append(",\"t_ms\":").append(System.currentTimeMillis()).append("}\n");
    try {
      out.write(line.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      // Nobody listens any more: whoever started this is gone, and it would run on for ever.
      Runtime.getRuntime().halt(1);
    }
  }

  static Map.Entry<String, @Nullable Object> field(String name, @Nullable Object value) {
    return new Field(name, value);
  }

  /** Kind and message of a failure, as the js peer writes it. */
  static Map.Entry<String, @Nullable Object> error(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return field("error", cause.getClass().getSimpleName() + ": " + cause.getMessage());
  }

  private record Field(String name, @Nullable Object value)
      implements Map.Entry<String, @Nullable Object> {
    @Override
    public String getKey() {
      return name;
    }

    @Override
    public @Nullable Object getValue() {
      return value;
    }

    @Override
    public @Nullable Object setValue(@Nullable Object value) {
      throw new UnsupportedOperationException();
    }
  }

  private static void value(StringBuilder line, @Nullable Object value) {
    switch (value) {
      case null -> line.append("null");
      case Number number -> line.append(number);
      case Boolean truth -> line.append(truth);
      case List<?> list -> {
        line.append('[');
        for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
          value(line, items.next());
          line.append(items.hasNext() ? "," : "");
        }
        line.append(']');
      }
      default -> text(line, value.toString());
    }
  }

  private static void text(StringBuilder line, String text) {
    line.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        line.append(String.format("\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    line.append('"');
  }
}
