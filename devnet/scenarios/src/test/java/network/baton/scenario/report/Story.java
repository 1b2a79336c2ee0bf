package network.baton.scenario.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.baton.scenario.Expectation;
import network.baton.scenario.Fault;
import network.baton.scenario.Scenario;
import network.baton.scenario.Timing;

/**
 * A small run told in lines: {@code "alice 12.5 task-open slot=1 taskId=t1"}. Times are
 * milliseconds since the start of slot 1; slots last 4 s, deadlines lie 3.5 s after slot start.
 */
final class Story {
  static final long GENESIS_SECONDS = 1_000;
  private static final long SLOT_ONE_MICROS = (GENESIS_SECONDS + 4) * 1_000_000;
  private static final List<String> NAMES = List.of("alice", "bob", "carol");

  private final Map<Integer, List<TraceEvent>> events = new TreeMap<>();
  private final List<RunFacts.Mined> mined = new ArrayList<>();
  private final List<RunFacts.Fired> fired = new ArrayList<>();
  private final List<ChainFacts.Anchored> anchored = new ArrayList<>();
  private final List<ChainFacts.Settled> settled = new ArrayList<>();
  private List<Fault> faults = List.of();
  private List<Expectation> expectations = List.of();
  private int slots = 1;

  static Story of(String lines) {
    Story story = new Story();
    story.mined(1, 0);
    for (int i = 0; i < NAMES.size(); i++) {
      story.line(NAMES.get(i) + " -5000 start");
    }
    lines.lines().filter(line -> !line.isBlank()).forEach(story::line);
    return story;
  }

  static long micros(double millis) {
    return SLOT_ONE_MICROS + Math.round(millis * 1000);
  }

  private void line(String line) {
    String[] words = line.strip().split("\\s+", -1);
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    for (int i = 3; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      String value = words[i].substring(equals + 1);
      String key = words[i].substring(0, equals);
      if (value.matches("-?[0-9]+(\\.[0-9]+)?")) {
        data.put(key, new java.math.BigDecimal(value));
        if (!value.contains(".")) {
          data.put(key, new java.math.BigInteger(value));
        }
      } else if (value.equals("true") || value.equals("false")) {
        data.put(key, value.equals("true"));
      } else {
        data.put(key, value);
      }
    }
    int node = NAMES.indexOf(words[0]);
    events
        .computeIfAbsent(node, _ -> new ArrayList<>())
        .add(new TraceEvent(node, micros(Double.parseDouble(words[1])), words[2], data));
  }

  Story mined(long slot, double sentAtMs) {
    mined.add(
        new RunFacts.Mined(
            slot,
            100 + slot,
            "0xb" + slot,
            GENESIS_SECONDS + 4 * slot,
            micros(sentAtMs),
            micros(sentAtMs + 2)));
    slots = mined.size();
    return this;
  }

  Story fault(Fault.Act act, String node, long slot, double atMs) {
    fired.add(new RunFacts.Fired("dies", act, NAMES.indexOf(node), node, slot, micros(atMs), null));
    return this;
  }

  Story restarted(Fault.Act act, String node, long slot, double atMs, double againAtMs) {
    fired.add(
        new RunFacts.Fired(
            "dies", act, NAMES.indexOf(node), node, slot, micros(atMs), micros(againAtMs)));
    return this;
  }

  Story planned(Fault... planned) {
    faults = List.of(planned);
    return this;
  }

  Story expecting(Expectation... expected) {
    expectations = List.of(expected);
    return this;
  }

  Story anchored(long slot) {
    anchored.add(new ChainFacts.Anchored(slot, 0, "0xroot", 3, 100 + slot + 1, "0xtx", 45_000));
    return this;
  }

  Story settled(String taskId) {
    settled.add(new ChainFacts.Settled(taskId, "sponge", 0, 103, "0xtx", 250_000));
    return this;
  }

  RunFacts run() {
    Scenario scenario =
        new Scenario(
            "story",
            "A story.",
            NAMES.size(),
            slots,
            4,
            3_500,
            Scenario.Pace.FIXED,
            Timing.DEFAULT,
            List.of(new Scenario.ProofType("sponge", 1_500), new Scenario.ProofType("tree", 1_500)),
            null,
            2,
            1,
            0,
            3,
            faults,
            expectations);
    return new RunFacts(
        scenario,
        1,
        GENESIS_SECONDS,
        Map.of("0x01", "sponge", "0x02", "tree"),
        mined,
        fired,
        List.of(),
        GENESIS_SECONDS * 1000,
        10);
  }

  Traces traces() {
    List<NodeTrace> nodes = new ArrayList<>();
    events.forEach((node, lines) -> nodes.add(new NodeTrace(node, NAMES.get(node), lines, 0)));
    return new Traces(run(), nodes);
  }

  ChainFacts chain() {
    return new ChainFacts(
        anchored,
        settled,
        Map.of("anchor", List.of(45_000L, 41_000L, 60_000L), "settle", List.of()));
  }

  Measures measures() {
    return new Measures(run(), traces());
  }

  Report report() {
    return new ReportComputation(run(), traces(), chain(), 8)
        .report(
            new Report.Setting(new Report.Machine("cpu", 2, 1024, "Linux", 100, 0.0), "25", "abc"));
  }
}
