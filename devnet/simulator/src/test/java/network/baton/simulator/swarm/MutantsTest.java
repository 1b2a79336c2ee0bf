package network.baton.simulator.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliberate bugs in the rules: the swarm must find each within 2,000 seeds. */
class MutantsTest {
  private static final int SEEDS_MAX = 2_000;
  private static final int IN_ROTATION = 4;
  private static final Path ROOT = Path.of(System.getProperty("baton.root", "../.."));

  @TempDir private Path folder;

  @Test
  void thereAreTwentyMutantsAndMore() throws IOException {
    assertThat(Mutant.all(ROOT)).hasSizeGreaterThanOrEqualTo(20);
    assertThat(Mutant.all(ROOT)).extracting(Mutant::name).doesNotHaveDuplicates();
  }

  /** Four of them, others at each commit. */
  @Test
  void swarmFindsFourMutantsInRotation() throws Exception {
    List<Mutant> all = Mutant.all(ROOT);
    String commit = System.getProperty("baton.commit", "0");
    int first = Math.floorMod(commit.hashCode(), all.size());
    List<Mutant> chosen = new ArrayList<>();
    for (int i = 0; i < IN_ROTATION; i++) {
      chosen.add(all.get((first + i * 7) % all.size()));
    }
    assertAllFound(chosen);
  }

  @Test
  @Tag("long")
  void swarmFindsEveryMutant() throws Exception {
    assertAllFound(Mutant.all(ROOT));
  }

  private void assertAllFound(List<Mutant> mutants) throws Exception {
    List<String> missed = new ArrayList<>();
    for (Mutant mutant : mutants) {
      long begunNs = System.nanoTime();
      Path place = Files.createDirectories(folder.resolve(mutant.name()));
      mutant.compile(ROOT, place);
      String found = mutant.found(place, 1, SEEDS_MAX);
      if (found == null) {
        missed.add(mutant.name());
      }
      System.out.printf(
          Locale.ROOT,
          "mutant %-24s %-45s %5.1f s  %s%n",
          mutant.name(),
          found == null ? "NOT FOUND" : found,
          (System.nanoTime() - begunNs) / 1e9,
          mutant.what());
    }
    assertThat(missed).as("mutants that no seed finds").isEmpty();
  }
}
