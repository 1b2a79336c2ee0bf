package network.baton.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import network.baton.prover.workflow.Workflow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Definitions of workflows as files. */
class WorkflowEntryTest {
  private static final String GOOD =
      """
      proofType: header-split-v1
      stages:
        - {name: part, work: split-part, parts: 3}
        - {name: seal, work: split-seal, needs: [part]}
      """;

  @TempDir Path folder = Path.of("unset");

  private Workflow read(String definition) throws IOException {
    Files.writeString(folder.resolve("stages.yaml"), definition);
    return new WorkflowEntry("stages.yaml").workflow(folder);
  }

  @Test
  void aDefinitionIsReadAndNeedsNothingUnlessItSaysSo() throws IOException {
    Workflow workflow = read(GOOD);

    assertThat(workflow.stages()).extracting("needs").containsExactly(List.of(), List.of("part"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "needs: [part]|needs: [~]|'needs' has an entry without a value",
        "needs: [part]|needs: [part, null]|'needs' has an entry without a value",
        "- {name: part, work: split-part, parts: 3}|- ~|'stages' has an entry without a value",
        "needs: [part]|collect: some|'collect' is 'some'; allowed: match-all",
        "work: split-seal|work: ''|'work' must not be empty",
      })
  void aSpoiledDefinitionIsRefusedInOneLine(String good, String bad, String expected) {
    assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("stages.yaml")
        .hasMessageContaining(expected)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }
}
