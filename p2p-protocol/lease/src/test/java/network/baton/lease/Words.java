package network.baton.lease;

import java.util.LinkedHashMap;
import java.util.Map;

/** Words of the form {@code key=value}, or a bare {@code key}. */
final class Words {
  private final Map<String, String> values = new LinkedHashMap<>();

  Words(String[] words, int from) {
    for (int i = from; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      values.put(
          equals < 0 ? words[i] : words[i].substring(0, equals),
          equals < 0 ? "" : words[i].substring(equals + 1));
    }
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  String get(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  int number(String key, int otherwise) {
    String value = values.get(key);
    return value == null ? otherwise : Integer.parseInt(value);
  }
}
