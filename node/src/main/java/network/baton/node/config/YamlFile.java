package network.baton.node.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads a YAML file into a record, strictly: unknown and missing keys are errors that name the key
 * and the place.
 */
final class YamlFile {
  /** No configuration is larger; a file beyond it is refused unread. */
  static final int BYTES_MAX = 4 << 20;

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private YamlFile() {}

  static <T> T read(Path path, Class<T> type) {
    try {
      if (Files.size(path) > BYTES_MAX) {
        throw new ConfigException(
            path + ": larger than " + BYTES_MAX + " bytes; this is not a Baton configuration");
      }
      T value = MAPPER.readValue(Files.readAllBytes(path), type);
      if (value == null) {
        throw new ConfigException(path + ": the file is empty");
      }
      return value;
    } catch (UnrecognizedPropertyException e) {
      throw new ConfigException(
          place(path, e)
              + ": unknown key '"
              + e.getPropertyName()
              + "'"
              + within(e)
              + "; allowed: "
              + (e.getKnownPropertyIds() == null
                  ? "none"
                  : e.getKnownPropertyIds().stream()
                      .map(String::valueOf)
                      .sorted()
                      .collect(Collectors.joining(", "))));
    } catch (ValueInstantiationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ConfigException(
          place(path, e)
              + ": "
              + where(e)
              + firstLine(String.valueOf(cause.getMessage()))
              + misspelled(path, e));
    } catch (JsonMappingException e) {
      throw new ConfigException(place(path, e) + ": " + where(e) + inWords(e));
    } catch (JacksonException e) {
      throw new ConfigException(
          place(path, e) + ": not valid YAML: " + firstLine(e.getOriginalMessage()));
    } catch (NoSuchFileException e) {
      throw new ConfigException(path + ": no such file");
    } catch (IOException e) {
      throw new ConfigException(path + ": cannot be read: " + e.getMessage());
    }
  }

  private static String place(Path path, JacksonException e) {
    return e.getLocation() == null ? path.toString() : path + ":" + e.getLocation().getLineNr();
  }

  private static String where(JsonMappingException e) {
    String keys = keys(e);
    return keys.isEmpty() ? "" : keys + ": ";
  }

  private static String within(JsonMappingException e) {
    String keys = keys(e);
    int dot = keys.lastIndexOf('.');
    return dot < 0 ? "" : " in '" + keys.substring(0, dot) + "'";
  }

  private static String keys(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
        .collect(Collectors.joining("."));
  }

  /** A misspelled key is missing and unknown at once; the operator should hear both. */
  private static String misspelled(Path path, ValueInstantiationException e) {
    try {
      JsonNode node = MAPPER.readTree(Files.readAllBytes(path));
      for (JsonMappingException.Reference step : e.getPath()) {
        node =
            step.getFieldName() == null
                ? node.path(step.getIndex())
                : node.path(step.getFieldName());
      }
      var unknown = new TreeSet<String>();
      node.fieldNames().forEachRemaining(unknown::add);
      for (RecordComponent component : e.getType().getRawClass().getRecordComponents()) {
        unknown.remove(component.getName());
      }
      return unknown.isEmpty() ? "" : "; unknown key '" + unknown.first() + "'";
    } catch (IOException again) {
      return "";
    }
  }

  private static String inWords(JsonMappingException e) {
    String text = firstLine(e.getOriginalMessage());
    return text.startsWith("Cannot map `null` into type") ? "missing, a number is needed" : text;
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
