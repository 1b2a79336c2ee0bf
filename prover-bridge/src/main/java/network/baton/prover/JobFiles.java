package network.baton.prover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The input and output file of one job. */
record JobFiles(Path input, Path output) {
  private static final Logger LOG = LoggerFactory.getLogger(JobFiles.class);

  /** An output that is not what the contract asks for. The message is for the operator. */
  static final class InvalidOutput extends Exception {
    private static final long serialVersionUID = 1;

    InvalidOutput(String message) {
      super(message);
    }
  }

  /** {@code sequence} keeps a job's files apart from those of an earlier one with the same id. */
  static JobFiles write(Path workDir, String jobId, long sequence, String inputJson)
      throws IOException {
    Files.createDirectories(workDir);
    String name = jobId + "." + sequence;
    JobFiles files =
        new JobFiles(workDir.resolve(name + ".input.json"), workDir.resolve(name + ".output.json"));
    Files.write(files.input, inputJson.getBytes(StandardCharsets.UTF_8));
    return files;
  }

  /** Reads no more than {@code bytesMax + 1} bytes whatever lies there. */
  String readOutput(int bytesMax, ObjectMapper json) throws InvalidOutput {
    if (!Files.isRegularFile(output, LinkOption.NOFOLLOW_LINKS)) {
      throw new InvalidOutput("the prover wrote no output file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(output)) {
      bytes = in.readNBytes(bytesMax + 1);
    } catch (IOException unreadable) {
      throw new InvalidOutput("the output file cannot be read: " + unreadable.getMessage());
    }
    if (bytes.length > bytesMax) {
      throw new InvalidOutput("the output has more than " + bytesMax + " bytes");
    }
    try {
      var node = json.readTree(bytes);
      if (node == null || !node.isObject()) {
        throw new InvalidOutput("the output is not a JSON object");
      }
    } catch (JsonProcessingException notJson) {
      throw new InvalidOutput("the output is not JSON");
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  void delete() {
    for (Path file : new Path[] {input, output}) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException stays) {
        LOG.warn("cannot delete {}: {}", file, stays.getMessage());
      }
    }
  }
}
