package network.baton.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** The succession against the vectors of {@code specs/vectors/succession}, and its fairness. */
class SuccessionTest {
  private static final Path VECTORS = Path.of("../../specs/vectors/succession");

  @Test
  void negLog2_equalsTheVectors() throws IOException {
    int checked = 0;
    for (String line : lines("log2.txt")) {
      String[] words = line.split(" ", -1);
      assertThat(hex(Succession.negLog2(Hash32.fromHex(words[0])))).isEqualTo(words[1]);
      checked++;
    }
    assertThat(checked).isGreaterThan(60);
  }

  @Test
  void negLog2_neverFallsWhenTheDrawFalls() {
    RandomGenerator random = random(7);
    for (int i = 0; i < 20_000; i++) {
      long high = random.nextLong() >>> random.nextInt(64);
      Hash32 draw = new Hash32(high, random.nextLong(), 0, 0);
      Hash32 more = new Hash32(high, draw.b() | 1L << random.nextInt(64), -1, -1);
      assertThat(Long.compareUnsigned(Succession.negLog2(more), Succession.negLog2(draw)))
          .isLessThanOrEqualTo(0);
    }
  }

  @Test
  void orders_equalTheVectors() throws IOException {
    List<String> block = new ArrayList<>();
    int cases = 0;
    for (String line : lines("order.txt")) {
      if (line.startsWith("case ") && !block.isEmpty()) {
        check(block);
        cases++;
        block.clear();
      }
      block.add(line);
    }
    check(block);
    assertThat(cases + 1).isEqualTo(11);
  }

  private static void check(List<String> block) {
    String name = block.getFirst();
    Hash32 seed = Hash32.fromHex(block.get(1).split(" ", -1)[1]);
    String[] taskWords = block.get(2).split(" ", -1);
    Hash32 type = Hash32.fromHex(value(taskWords, "type"));
    Task task =
        new Task(
            Hash32.ZERO,
            Long.parseLong(value(taskWords, "slot")),
            Hash32.ZERO,
            1,
            Hash32.ZERO,
            0,
            type,
            Integer.parseInt(value(taskWords, "stage")),
            Integer.parseInt(value(taskWords, "index")),
            1 + Integer.parseInt(value(taskWords, "index")),
            1_000,
            1_000 + Long.parseLong(value(taskWords, "spanMs")));
    int fitPercent = Integer.parseInt(value(taskWords, "fitPercent"));
    List<Prover> provers = new ArrayList<>();
    for (String line : block) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "prover" -> provers.add(prover(words, type));
        case "draw" -> {
          Hash32 draw = Succession.draw(seed, task, Integer.parseInt(words[1]));
          assertThat(draw.toHex()).as(name).isEqualTo(words[2]);
          assertThat(hex(Succession.negLog2(draw))).as(name).isEqualTo(words[3]);
        }
        case "order" ->
            checkOrder(
                name,
                words,
                Succession.of(
                    new Snapshot(seed, 1, 0, 1L << 50, seed, provers),
                    task,
                    GasBands.DEFAULT,
                    fitPercent),
                provers);
        default -> assertThat(words[0]).isIn("case", "seed", "task");
      }
    }
  }

  private static void checkOrder(
      String name, String[] words, Succession succession, List<Prover> provers) {
    int term = Integer.parseInt(value(words, "term"));
    Set<Address> struck = new LinkedHashSet<>();
    for (String operator : value(words, "struck").split(",", -1)) {
      if (!operator.equals("-")) {
        struck.add(Address.fromHex(operator));
      }
    }
    List<Integer> expected =
        Arrays.stream(words)
            .skip(4)
            .filter(word -> !word.equals("-"))
            .map(Integer::valueOf)
            .toList();
    assertThat(succession.order(term, struck))
        .as(name)
        .extracting(Prover::index)
        .isEqualTo(expected);
    for (Prover prover : provers) {
      assertThat(succession.rank(prover.index(), term, struck))
          .as(name)
          .isEqualTo(expected.indexOf(prover.index()));
    }
  }

  /**
   * One prover of weight 4, or four of weight 1 each: the operator is first equally often. 20,000
   * slots: 3 sigma of a share of 0.4 is 0.0104.
   */
  @Test
  void chanceOfBeingFirst_isTheShareOfWeight_howeverItIsSplit() {
    Prover others = weighted(9, 900, 6);
    List<Prover> whole = List.of(weighted(0, 1, 4), others);
    List<Prover> split =
        List.of(weighted(0, 1, 1), weighted(1, 1, 1), weighted(2, 1, 1), weighted(3, 1, 1), others);
    int slots = 20_000;
    assertThat(firsts(whole, slots) / (double) slots).isCloseTo(0.4, within(0.0104));
    assertThat(firsts(split, slots) / (double) slots).isCloseTo(0.4, within(0.0104));
  }

  private static int firsts(List<Prover> provers, int slots) {
    Registry registry = new Registry(provers, Registry.hash("fair"), 12_000, 10_000);
    Address operator = provers.getFirst().operator();
    int firsts = 0;
    for (int slot = 1; slot <= slots; slot++) {
      Task task = registry.task(slot, Registry.TYPE_X);
      Prover first =
          Succession.of(registry.snapshot, task, GasBands.DEFAULT, 85)
              .order(1, Set.of())
              .getFirst();
      firsts += first.operator().equals(operator) ? 1 : 0;
    }
    return firsts;
  }

  private static Prover weighted(int index, int operator, long weight) {
    return new Prover(
        index,
        Registry.address("operator " + operator),
        Registry.address("key " + index),
        "peer",
        weight,
        1,
        Registry.QUOTA,
        Map.of(Registry.TYPE_X, Promise.flat(5_000)));
  }

  private static Prover prover(String[] words, Hash32 type) {
    String promise = value(words, "promiseMs");
    return new Prover(
        Integer.parseInt(words[1]),
        Address.fromHex(value(words, "operator")),
        Address.ZERO,
        "peer",
        Long.parseLong(value(words, "weight")),
        1,
        Registry.QUOTA,
        promise.equals("-") ? Map.of() : Map.of(type, Promise.flat(Integer.parseInt(promise))));
  }

  private static String value(String[] words, String key) {
    return Arrays.stream(words)
        .filter(word -> word.startsWith(key + "="))
        .map(word -> word.substring(key.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(VECTORS.resolve(file)).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  private static String hex(long value) {
    return "0x" + java.util.HexFormat.of().toHexDigits(value);
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
