package network.baton.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.function.Supplier;
import network.baton.node.clock.FuzzedAnswers;
import network.baton.prover.FuzzedLines;
import network.baton.prover.nats.FuzzedMessages;

/**
 * What the node's helpers say: provers, the workers of a fleet, time servers. They are the
 * operator's own or chosen by the operator, but no fault of theirs may take the node along.
 */
final class HelperTargets {
  /** A parser's own tables, and what a first object costs. */
  private static final int JSON_FIXED_BYTES = 64 << 10;

  /** A tree of many small objects. */
  private static final int JSON_FACTOR = 256;

  /** Two bytes are a line, and one that is no JSON costs a parser and its exception. */
  private static final int LINE_FACTOR = 4 << 10;

  private static final String LINES =
      """
      {"ready": true}
      {"job": "1", "progress": {"stage": "prove", "index": 1, "ppm": 250000}}
      {"job": "1", "done": true}
      {"job": "2", "failed": {"kind": "input", "detail": "no such block"}}
      garbage
      """;

  private HelperTargets() {}

  static List<Target> all() {
    return List.of(
        Target.of(
            "prover-lines",
            LINE_FACTOR,
            JSON_FIXED_BYTES,
            FuzzedLines::read,
            () -> List.of(LINES.getBytes(UTF_8))),
        json("fleet-job", FuzzedMessages::job, FuzzedMessages::jobs),
        json("fleet-hello", FuzzedMessages::hello, FuzzedMessages::hellos),
        json("fleet-report", FuzzedMessages::report, FuzzedMessages::reports),
        json("fleet-stop", FuzzedMessages::stop, FuzzedMessages::stops),
        Target.of("ntp-answer", 1, 4 << 10, FuzzedAnswers::read, FuzzedAnswers::seeds));
  }

  private static Target json(String name, Target.Reader reader, Supplier<List<byte[]>> seeds) {
    return Target.of(name, JSON_FACTOR, JSON_FIXED_BYTES, reader, seeds);
  }
}
