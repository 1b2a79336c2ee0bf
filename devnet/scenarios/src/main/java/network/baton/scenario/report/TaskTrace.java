package network.baton.scenario.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One counted task: when the first node opened it, and all that any node traced of it, in order of
 * time.
 *
 * @param part which part of a proof, such as {@code 2/3}; empty for the proof itself
 * @param waits whether it takes parts in, and so begins when they are proven, not with the block
 */
public record TaskTrace(
    String taskId,
    long slot,
    String proofType,
    String part,
    boolean waits,
    long openMicros,
    List<TraceEvent> events) {
  public TaskTrace {
    events = List.copyOf(events);
  }

  public boolean isWhole() {
    return part.isEmpty();
  }

  /** What people read. */
  public String label() {
    return isWhole() ? proofType : proofType + " " + part;
  }

  public Stream<TraceEvent> all(String kind) {
    return events.stream().filter(event -> event.is(kind));
  }

  public Optional<TraceEvent> first(String kind, Predicate<TraceEvent> where) {
    return all(kind).filter(where).findFirst();
  }

  /** The first moment at which some node knew the task proven. */
  public Optional<TraceEvent> latch() {
    return all("latched").findFirst();
  }

  public boolean latchedBy(long deadlineMs) {
    return latch().filter(latch -> latch.atMicros() <= deadlineMs * 1000).isPresent();
  }
}
