package network.baton.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the verb answers before it starts anything. */
class DevnetTest {
  private record Answer(int exitCode, String errors) {}

  @Test
  void aFaultBeyondTheLastSlotIsAWrongUse() {
    Answer answer = run("--slots", "1");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.errors())
        .contains("faults[0].when.slot: 2 is not within 1..1")
        .hasLineCount(1);
  }

  @Test
  void anUnknownScenarioOptionOrNumberIsAWrongUse() {
    assertThat(run("--scenario", "nowhere.yaml").exitCode()).isEqualTo(2);
    assertThat(run("--slots", "many").exitCode()).isEqualTo(2);
    assertThat(run("--colour").exitCode()).isEqualTo(2);
    assertThat(run("--nodes", "17").errors()).contains("at most 16 nodes");
    assertThat(run("--scenario", "weather").errors())
        .contains("'delay' can only be simulated; run ./baton sim --scenario weather");
  }

  @Test
  void aFleetThatIsTooSmallForTheProofTypesIsAWrongUse() {
    Answer answer = run("--fleet", "1");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.errors())
        .contains("devnet: --fleet 1: fleet.workers: 1 is not within 2..32")
        .hasLineCount(1);
  }

  @Test
  void aPortInUseIsNamedWithTheRemedy() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Answer answer = run("--port", Integer.toString(taken.getLocalPort()));

      assertThat(answer.exitCode()).isEqualTo(1);
      assertThat(answer.errors())
          .isEqualToIgnoringNewLines(
              "devnet: port "
                  + taken.getLocalPort()
                  + " is in use; choose another with --port, or 0 for any");
    }
  }

  private static Answer run(String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      int exitCode = new CommandLine(new Devnet()).execute(arguments);
      return new Answer(exitCode, errors.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
    }
  }
}
