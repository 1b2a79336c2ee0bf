package network.baton.node.config;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration record asks of its values at birth. The messages are what the operator
 * reads.
 */
final class Check {
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
  private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");

  private Check() {}

  static <T> T present(@Nullable T value, String key) {
    if (value == null) {
      throw new IllegalArgumentException("missing key '" + key + "'");
    }
    return value;
  }

  static String text(@Nullable String value, String key) {
    String text = present(value, key);
    if (text.isBlank()) {
      throw new IllegalArgumentException("'" + key + "' must not be empty");
    }
    return text;
  }

  static long within(long value, long min, long max, String key) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "'" + key + "' is " + value + ", must be within " + min + ".." + max);
    }
    return value;
  }

  static String address(@Nullable String value, String key) {
    return matching(value, key, ADDRESS, "0x and 40 hex digits");
  }

  static String hash(@Nullable String value, String key) {
    return matching(value, key, HASH, "0x and 64 hex digits");
  }

  static <T, C extends Collection<T>> C notEmpty(@Nullable C value, String key) {
    C entries = present(value, key);
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("'" + key + "' must list at least one entry");
    }
    return entries;
  }

  /** A copy of the list; none stands for an empty one. An entry without a value is refused. */
  static <T> List<T> entries(@Nullable List<T> value, String key) {
    List<T> entries = value == null ? List.of() : value;
    for (T entry : entries) {
      if (entry == null) {
        throw new IllegalArgumentException("'" + key + "' has an entry without a value");
      }
    }
    return List.copyOf(entries);
  }

  private static String matching(@Nullable String value, String key, Pattern pattern, String form) {
    String text = present(value, key);
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("'" + key + "' must be " + form);
    }
    return text;
  }
}
