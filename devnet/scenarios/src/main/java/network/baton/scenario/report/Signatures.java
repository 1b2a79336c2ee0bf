package network.baton.scenario.report;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Looks for the one thing that must never happen: two different leases of a prover for one
 * (task, term), or with one nonce in one epoch. Believes the signer's own trace and what every
 * other node took in, so that a signer that forgets is found too. The same lease again is no second
 * one.
 */
final class Signatures {
  private Signatures() {}

  static int doubleSignatures(Traces traces, int slotsPerEpoch) {
    Map<String, Set<String>> digestsByTerm = new HashMap<>();
    Map<String, Set<String>> digestsByNonce = new HashMap<>();
    for (TaskTrace task : traces.tasks()) {
      for (TraceEvent event : task.events()) {
        if (event.is("sign")) {
          long epoch = task.slot() / slotsPerEpoch;
          add(digestsByTerm, event.node() + "/" + task.taskId() + "/" + event.term(), event);
          add(digestsByNonce, event.node() + "/" + epoch + "/" + event.nonce(), event);
        } else if (event.is("lease")) {
          add(
              digestsByTerm,
              event.number("prover") + "/" + task.taskId() + "/" + event.term(),
              event);
        }
      }
    }
    Set<Set<String>> pairs = new HashSet<>(); // one fault may break both rules: count it once
    digestsByTerm.values().stream().filter(digests -> digests.size() > 1).forEach(pairs::add);
    digestsByNonce.values().stream().filter(digests -> digests.size() > 1).forEach(pairs::add);
    return pairs.size();
  }

  private static void add(Map<String, Set<String>> digests, String key, TraceEvent event) {
    digests.computeIfAbsent(key, _ -> new HashSet<>()).add(event.text("digest"));
  }
}
