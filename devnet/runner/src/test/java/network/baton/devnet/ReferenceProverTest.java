package network.baton.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceProverTest {
  @TempDir private Path folder;

  @Test
  void aWorkerIsKnownByItsCommandAndType() throws IOException, InterruptedException {
    Path script = folder.resolve("worker.mjs");
    Files.writeString(script, "setTimeout(() => {}, 60_000);");
    Process worker = start(script, "sponge");
    Process other = start(Files.copy(script, folder.resolve("other.mjs")), "sponge");
    try {
      ProcessHandle.Info info = worker.toHandle().info();
      assertThat(ReferenceProver.isWorker(info, "sponge")).isTrue();
      assertThat(ReferenceProver.isWorker(info, null)).isTrue();
      assertThat(ReferenceProver.isWorker(info, "tree")).isFalse();
      assertThat(ReferenceProver.isWorker(other.toHandle().info(), null)).isFalse();
    } finally {
      worker.destroyForcibly().waitFor();
      other.destroyForcibly().waitFor();
    }
  }

  private static Process start(Path script, String type) throws IOException {
    return new ProcessBuilder(List.of("node", script.toString(), type)).start();
  }
}
