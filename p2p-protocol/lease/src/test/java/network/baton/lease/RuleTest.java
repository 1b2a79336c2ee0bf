package network.baton.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the specification and the rules that the code names are the same. */
class RuleTest {
  private static final Path SPECS = Path.of("../../specs");
  private static final Path SOURCES = Path.of("src/main/java/network/baton/lease");
  private static final String ID = "[SLTEHOGBRCYP]-[0-9]{2}";

  /**
   * A rule is defined by a bold id at the start of an item, or by an id in a table's first column.
   */
  private static final Pattern DEFINED = Pattern.compile("(?m)^(?:- \\*\\*|\\| )(" + ID + ")\\b");

  private static final Pattern NAMED = Pattern.compile("\\b(" + ID + ")\\b");

  @Test
  void everyRuleOfTheSpecification_isNamedWhereItIsEnforced_andNoOther() throws IOException {
    Set<String> defined = new TreeSet<>();
    for (String page : List.of("lease.md", "gossip.md")) {
      collect(DEFINED, SPECS.resolve(page), defined);
    }
    Set<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        collect(NAMED, file, named);
      }
    }
    assertThat(defined).hasSizeGreaterThan(60);
    assertThat(named).isEqualTo(defined);
  }

  /** Stories say in a line "# Rules:" what they show, tests in a comment, vectors in their page. */
  @Test
  void everyRuleOfTheSpecification_isShownByAStoryATestOrAVector_andNoOther() throws IOException {
    Set<String> defined = new TreeSet<>();
    for (String page : List.of("lease.md", "gossip.md")) {
      collect(DEFINED, SPECS.resolve(page), defined);
    }
    Set<String> shown = new TreeSet<>();
    for (Path folder : List.of(Path.of("src/test"), SPECS.resolve("vectors/succession"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          collect(NAMED, file, shown);
        }
      }
    }
    assertThat(shown).isEqualTo(defined);
  }

  private static void collect(Pattern pattern, Path file, Set<String> ids) throws IOException {
    pattern
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult m) -> m.group(1))
        .forEach(ids::add);
  }
}
