package network.baton.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The inputs of a target that are kept: a text file, one input in hex digits a line; an empty input
 * is {@code -}. Lines that begin with # say what the finding was that stands behind them.
 */
record Corpus(Path file) {
  /** What a run may add up to, so that the repository stays small. */
  static final int INPUTS_MAX = 400;

  static final int INPUT_BYTES_MAX = 1_024;

  static Corpus of(Target target, Path root) {
    return new Corpus(
        root.resolve("devnet/fuzz/src/test/resources/corpus").resolve(target.name() + ".txt"));
  }

  List<byte[]> inputs() throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    for (String line : lines()) {
      if (!line.startsWith("#")) {
        inputs.add(line.equals("-") ? new byte[0] : HexFormat.of().parseHex(line));
      }
    }
    return inputs;
  }

  private List<String> lines() throws IOException {
    return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.US_ASCII) : List.of();
  }

  /** Writes each input into a file of its own, as libFuzzer wants it. */
  static void unpack(List<byte[]> inputs, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (byte[] input : inputs) {
      Files.write(folder.resolve(Integer.toHexString(Arrays.hashCode(input))), input);
    }
  }

  /** Adds what a run found, shortest first, as far as the bounds allow; returns how many. */
  int add(Path folder) throws IOException {
    List<byte[]> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path path : files.toList()) {
        found.add(Files.readAllBytes(path));
      }
    }
    found.sort(
        Comparator.<byte[]>comparingInt(input -> input.length).thenComparing(Arrays::compare));
    List<String> lines = new ArrayList<>(lines());
    int before = lines.size();
    for (byte[] input : found) {
      String line = input.length == 0 ? "-" : HexFormat.of().formatHex(input);
      if (lines.size() < INPUTS_MAX && input.length <= INPUT_BYTES_MAX && !lines.contains(line)) {
        lines.add(line);
      }
    }
    if (lines.size() > before) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, lines, StandardCharsets.US_ASCII);
    }
    return lines.size() - before;
  }
}
