package network.baton.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import network.baton.lease.Hash32;

/** The language-neutral test data under {@code specs/vectors}. */
final class Vectors {
  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("baton.root")), "specs", "vectors");

  private Vectors() {}

  static JsonNode read(String path) {
    try {
      JsonNode file = new ObjectMapper().readTree(ROOT.resolve(path).toFile());
      if (file.path("format").asInt() != 1) {
        throw new IllegalStateException(path + " has a format that this test does not know");
      }
      return file;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static byte[] bytes(JsonNode hex) {
    return HexFormat.of().parseHex(hex.textValue().substring(2));
  }

  static Hash32 hash(JsonNode hex) {
    return Hash32.of(bytes(hex));
  }

  static List<Hash32> hashes(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(Vectors::hash).toList();
  }
}
