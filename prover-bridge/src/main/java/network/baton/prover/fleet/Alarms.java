package network.baton.prover.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is due when; one moment an alarm. Setting, clearing and ringing cost log n. */
final class Alarms {
  sealed interface Alarm {}

  /** A task ends without a proof. */
  record Drop(String taskId) implements Alarm {}

  /** A task that is not at work now would be late. */
  record TooLate(String taskId) implements Alarm {}

  /** The way to the workers has been broken for long. */
  record Severed() implements Alarm {}

  /** A worker that beats was silent too long. */
  record Lease(String taskId, long token) implements Alarm {}

  /** A worker may try again. */
  record Rest(String workerId, String proofType) implements Alarm {}

  private record Moment(long atMs, long sequence) implements Comparable<Moment> {
    @Override
    public int compareTo(Moment other) {
      int byTime = Long.compare(atMs, other.atMs);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private final TreeMap<Moment, Alarm> byMoment = new TreeMap<>();
  private final Map<Alarm, Moment> byAlarm = new HashMap<>();
  private long sequence;

  void set(Alarm alarm, long atMs) {
    clear(alarm);
    var moment = new Moment(atMs, ++sequence);
    byMoment.put(moment, alarm);
    byAlarm.put(alarm, moment);
  }

  void clear(Alarm alarm) {
    Moment moment = byAlarm.remove(alarm);
    if (moment != null) {
      byMoment.remove(moment);
    }
  }

  /** An alarm that is due and since when. */
  record Due(Alarm alarm, long atMs) {}

  /** Takes out all that are due. */
  List<Due> due(long nowMs) {
    List<Due> due = new ArrayList<>();
    while (!byMoment.isEmpty() && byMoment.firstKey().atMs() <= nowMs) {
      var first = byMoment.pollFirstEntry();
      byAlarm.remove(first.getValue());
      due.add(new Due(first.getValue(), first.getKey().atMs()));
    }
    return due;
  }

  long nextMs() {
    return byMoment.isEmpty() ? Long.MAX_VALUE : byMoment.firstKey().atMs();
  }
}
