package network.baton.node;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Task;
import network.baton.node.config.NetworkFile;
import network.baton.wire.BlockHeader;
import org.jspecify.annotations.Nullable;

/**
 * What a prover is given for a task (B-71): the header, for a part of a proof also which one, and
 * for the proof that takes parts in, theirs. On the loop's thread.
 */
final class JobInputs {
  /** Latched parts that are remembered; the eldest goes first. */
  static final int PARTS_MAX = 1_024;

  private static final JsonMapper JSON = new JsonMapper();

  private final NetworkFile network;
  private final Address operator;
  private final Proofs proofs;
  private final Map<Hash32, Hash32> proofByTask = new Newest();

  /** Where verified proofs are, own and others'. */
  interface Proofs {
    byte @Nullable [] find(Hash32 proofHash);
  }

  private static final class Newest extends LinkedHashMap<Hash32, Hash32> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Hash32, Hash32> eldest) {
      return size() > PARTS_MAX;
    }
  }

  JobInputs(NetworkFile network, Address operator, Proofs proofs) {
    this.network = network;
    this.operator = operator;
    this.proofs = proofs;
  }

  /** A task was latched with that proof, which is verified and here. */
  void latched(Task task, Hash32 proofHash) {
    if (task.stage() != 0) {
      proofByTask.put(task.taskId(), proofHash);
    }
  }

  /** The input as JSON, or null when the proof of a part is not here. */
  @Nullable String of(Task task, String proofType, BlockHeader header) {
    ObjectNode job = job(task.taskId(), proofType, operator, header, network.chainId());
    if (task.stage() == 0 && task.needs().isEmpty()) {
      return job.toString();
    }
    ObjectNode input =
        JSON.createObjectNode()
            .put("workflow", proofType)
            .put("stage", task.stage() == 0 ? "join" : "part")
            .put("index", task.index())
            .put("count", task.count());
    input.set("job", job);
    ObjectNode inputs = input.putObject("inputs");
    if (!task.needs().isEmpty()) {
      ArrayNode parts = inputs.putArray("part");
      for (Hash32 needed : task.needs()) {
        Hash32 proofHash = proofByTask.get(needed);
        byte[] proof = proofHash == null ? null : proofs.find(proofHash);
        if (proof == null) {
          return null;
        }
        ObjectNode part = parts.addObject().put("index", parts.size() - 1);
        part.putObject("output").put("proof", "0x" + HexFormat.of().formatHex(proof));
      }
    }
    return input.toString();
  }

  /** What a prover is told of a proof in one piece (specs/prover-bridge.md). */
  static String of(
      Hash32 taskId, String proofType, Address operator, BlockHeader header, long chainId) {
    return job(taskId, proofType, operator, header, chainId).toString();
  }

  private static ObjectNode job(
      Hash32 taskId, String proofType, Address operator, BlockHeader header, long chainId) {
    return JSON.createObjectNode()
        .put("taskId", taskId.toHex())
        .put("proofType", proofType)
        .put("prover", operator.toHex())
        .put("headerRlp", "0x" + HexFormat.of().formatHex(header.rlp()))
        .put("chainId", chainId)
        .put("blockNumber", header.number())
        .put("blockHash", header.hash().toHex());
  }
}
