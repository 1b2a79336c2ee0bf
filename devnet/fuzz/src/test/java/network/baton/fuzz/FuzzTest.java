package network.baton.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * New inputs: a few seconds on some targets at each commit, hours on all by {@code ./baton test
 * --long fuzz}.
 */
class FuzzTest {
  private static final int IN_ROTATION = 4;
  private static final long ROTATION_SECONDS = 5;
  private static final Path ROOT =
      Path.of(System.getProperty("baton.root", "../..")).toAbsolutePath().normalize();

  @TempDir private Path folder;

  /** Some of the targets, others at each commit. */
  @Test
  @Tag("process")
  void fewSecondsOnTheTargetsInRotationFindNothing() throws Exception {
    List<Target> all = Targets.all();
    int first = Math.floorMod(System.getProperty("baton.commit", "0").hashCode(), all.size());
    List<Target> chosen = new ArrayList<>();
    for (int i = 0; i < IN_ROTATION; i++) {
      chosen.add(all.get((first + i * all.size() / IN_ROTATION) % all.size()));
    }
    fuzz(chosen, ROTATION_SECONDS, folder, /* keep= */ false);
  }

  /** All targets, {@code baton.fuzz.seconds} together; what they found is kept. */
  @Test
  @Tag("long")
  void hoursOnAllTargetsFindNothing() throws Exception {
    List<Target> all = Targets.all();
    String only = System.getProperty("baton.fuzz.target", "");
    List<Target> chosen = only.isEmpty() ? all : List.of(Targets.named(only));
    long seconds = Long.parseLong(System.getProperty("baton.fuzz.seconds", "3000"));
    fuzz(
        chosen,
        Math.max(5, seconds / chosen.size()),
        ROOT.resolve(".baton/fuzz"),
        /* keep= */ true);
  }

  private static void fuzz(List<Target> targets, long seconds, Path folder, boolean keep)
      throws Exception {
    List<String> findings = new ArrayList<>();
    for (Target target : targets) {
      Corpus corpus = Corpus.of(target, ROOT);
      Path known = folder.resolve(target.name() + "-known");
      Path found = folder.resolve(target.name() + "-found");
      Corpus.unpack(target.seeds(), known);
      Corpus.unpack(corpus.inputs(), known);
      Jazzer.Result result = new Jazzer(folder).run(target, found, known, seconds);
      int kept = keep && result.clean() ? corpus.add(found) : 0;
      System.out.printf(
          Locale.ROOT, "fuzz %-18s %s, %d inputs kept%n", target.name(), result.done(), kept);
      if (!result.clean()) {
        findings.add(target.name() + " (" + folder + "): " + result.finding());
      }
    }
    assertThat(findings).as("what Jazzer found").isEmpty();
  }
}
