package network.baton.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the file while it is read. Every key must be asked for before {@link #end}, which
 * refuses the rest: a misspelt key never passes as a default.
 */
final class Section {
  private final String path;
  private final JsonNode node;
  private final Set<String> asked = new LinkedHashSet<>();

  /** {@code path} is empty at the top of the file. */
  Section(String path, JsonNode node) {
    if (!node.isObject()) {
      throw new Invalid(path.isEmpty() ? "file" : path, "must be a mapping of keys to values");
    }
    this.path = path;
    this.node = node;
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    return get(key) != null;
  }

  String text(String key) {
    return required(key, optionalText(key));
  }

  @Nullable String optionalText(String key) {
    JsonNode value = get(key);
    if (value == null) {
      return null;
    }
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new Invalid(path(key), "'" + value.asText() + "' must be a text");
    }
    return value.textValue();
  }

  int whole(String key) {
    return required(key, optionalWhole(key));
  }

  int whole(String key, int otherwise) {
    Integer value = optionalWhole(key);
    return value == null ? otherwise : value;
  }

  @Nullable Integer optionalWhole(String key) {
    JsonNode value = get(key);
    if (value == null) {
      return null;
    }
    if (!value.isInt()) {
      throw new Invalid(path(key), "'" + value.asText() + "' must be a whole number");
    }
    return value.intValue();
  }

  @Nullable Boolean optionalTruth(String key) {
    JsonNode value = get(key);
    if (value == null) {
      return null;
    }
    if (!value.isBoolean()) {
      throw new Invalid(path(key), "'" + value.asText() + "' must be true or false");
    }
    return value.booleanValue();
  }

  Expectation.@Nullable Bound optionalBound(String key) {
    JsonNode value = get(key);
    if (value == null) {
      return null;
    }
    if (value.isNumber()) {
      return new Expectation.Bound.Of(value.doubleValue());
    }
    if (value.asText().equals("all")) {
      return new Expectation.Bound.All();
    }
    throw new Invalid(path(key), "'" + value.asText() + "' must be a number or 'all'");
  }

  <W extends Enum<W> & Word> W word(String key, Class<W> words) {
    return word(path(key), text(key), words);
  }

  static <W extends Enum<W> & Word> W word(String path, String text, Class<W> words) {
    for (W word : words.getEnumConstants()) {
      if (word.word().equals(text)) {
        return word;
      }
    }
    List<String> allowed = Arrays.stream(words.getEnumConstants()).map(Word::word).toList();
    throw new Invalid(path, "'" + text + "' is not one of " + String.join(", ", allowed));
  }

  Section section(String key) {
    JsonNode value = required(key, get(key));
    return new Section(path(key), value);
  }

  /** The items of a list of mappings, each read by {@code item}; no key is an empty list. */
  <T> List<T> list(String key, Function<Section, T> item) {
    JsonNode value = get(key);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw new Invalid(path(key), "must be a list");
    }
    List<T> items = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      items.add(item.apply(new Section(path(key) + "[" + i + "]", value.get(i))));
    }
    return items;
  }

  /** A list of texts; no key is an empty list. */
  List<String> texts(String key) {
    JsonNode value = get(key);
    if (value == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : value) {
      if (!item.isTextual()) {
        throw new Invalid(path(key), "'" + item.asText() + "' must be a text");
      }
      texts.add(item.textValue());
    }
    if (texts.isEmpty()) {
      throw new Invalid(path(key), "must be a list of texts");
    }
    return texts;
  }

  /** Refuses every key that nobody asked for. */
  void end() {
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(asked);
    if (!unknown.isEmpty()) {
      throw new Invalid(
          path(unknown.iterator().next()),
          "unknown key; allowed here: " + String.join(", ", asked));
    }
  }

  private @Nullable JsonNode get(String key) {
    asked.add(key);
    JsonNode value = node.get(key);
    return value == null || value.isNull() ? null : value;
  }

  private <T> T required(String key, @Nullable T value) {
    if (value == null) {
      throw new Invalid(path(key), "missing");
    }
    return value;
  }
}
