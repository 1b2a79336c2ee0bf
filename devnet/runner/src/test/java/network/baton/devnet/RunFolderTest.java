package network.baton.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path parent;

  @Test
  void anEarlierRunsFolderIsEmptied() throws IOException, DevnetException {
    Path folder = parent.resolve("run");
    RunFolder.empty(folder);
    Files.createDirectories(folder.resolve("alice/data"));
    Files.writeString(folder.resolve("alice/data/trace.jsonl"), "{}");

    RunFolder.empty(folder);

    assertThat(folder.resolve("alice")).doesNotExist();
    assertThat(folder).isDirectory();
  }

  @Test
  void aFolderOfSomebodyElseIsLeftAlone() throws IOException {
    Path folder = Files.createDirectory(parent.resolve("run"));
    Files.writeString(folder.resolve("thesis.txt"), "years of work");

    assertThatThrownBy(() -> RunFolder.empty(folder))
        .isInstanceOf(DevnetException.class)
        .hasMessageContaining("choose another --report folder");
    assertThat(folder.resolve("thesis.txt")).exists();
  }
}
