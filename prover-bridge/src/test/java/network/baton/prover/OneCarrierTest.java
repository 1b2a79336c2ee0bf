package network.baton.prover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a JVM is like that has idled: the spare carriers of its virtual threads are gone and do not
 * come back. Here it has one carrier from the start and never another.
 */
@Tag("process")
class OneCarrierTest {
  @Test
  void aWarmWorkerTakesAJobAlsoWhereNoCarrierIsToSpare() throws IOException, InterruptedException {
    Path work = ScriptedProcess.newWorkDir();
    Path output = work.resolveSibling(work.getFileName() + ".log");
    Process jvm =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Djdk.virtualThreadScheduler.parallelism=1",
                    "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    OneCarrier.class.getName(),
                    work.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(jvm.waitFor(2 * RecordingListener.PATIENCE_S, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(output, StandardCharsets.UTF_8)).contains("{\"proof\":\"0x00\"}");
    } finally {
      jvm.destroyForcibly();
    }
  }
}
