package network.baton.node;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import network.baton.lease.Address;
import network.baton.lease.Task;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.ChainException;
import network.baton.node.config.NetworkFile;
import network.baton.node.config.NetworkFile.ProofTypeEntry;
import network.baton.prover.reference.HeaderCommitment;
import network.baton.prover.reference.SplitParts;
import network.baton.wire.BlockHeader;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;

/**
 * Says whether a proof is valid for a task and an operator: the registered verifier contract
 * answers for the proof, this class for what the contract does not check, that the commitment is
 * the block header's. Blocks; throws {@link ChainException} when the verifier cannot be asked.
 */
final class ProofCheck {
  /** The last 32 bytes of a reference proof are its commitment (specs/prover-bridge.md). */
  private static final int COMMITMENT_BYTES = 32;

  private final ChainClient chain;
  private final NetworkFile network;

  ProofCheck(ChainClient chain, NetworkFile network) {
    this.chain = chain;
    this.network = network;
  }

  boolean valid(Task task, BlockHeader header, Address operator, byte[] proof) {
    ProofTypeEntry type = network.proofType(task.proofType());
    if (type != null && task.stage() != 0) {
      return partHolds(type, task, header, operator, proof);
    }
    return type != null
        && commits(type.name(), header, proof)
        && verifies(type, task, operator, proof);
  }

  private static boolean commits(String proofType, BlockHeader header, byte[] proof) {
    if (proof.length < COMMITMENT_BYTES) {
      return false;
    }
    BigInteger committed =
        new BigInteger(1, Arrays.copyOfRange(proof, proof.length - COMMITMENT_BYTES, proof.length));
    BigInteger expected = expectedCommitment(proofType, header);
    return expected == null || expected.equals(committed);
  }

  /** Null for types that are not the reference ones: their verifier alone decides. */
  private static @Nullable BigInteger expectedCommitment(String proofType, BlockHeader header) {
    return HeaderCommitment.isReference(proofType)
        ? HeaderCommitment.of(proofType, header.rlp())
        : null;
  }

  /** B-72: of this part of this header, bound to its task and its maker, and valid. */
  private boolean partHolds(
      ProofTypeEntry type, Task task, BlockHeader header, Address operator, byte[] proof) {
    SplitParts.Claim claim =
        SplitParts.claim(
            header.rlp(), task.index(), task.taskId().toBytes(), operator.toBytes(), proof);
    return claim != null
        && holds(
            type,
            new Function(
                "verifyProof",
                List.of(
                    new DynamicArray<>(
                        Uint256.class, claim.inputs().stream().map(Uint256::new).toList()),
                    new DynamicBytes(SplitParts.points(proof))),
                List.of(new TypeReference<Bool>() {})));
  }

  private boolean verifies(ProofTypeEntry type, Task task, Address operator, byte[] proof) {
    var call =
        new Function(
            "verify",
            List.of(
                new Bytes32(task.taskId().toBytes()),
                new org.web3j.abi.datatypes.Address(operator.toHex()),
                new DynamicBytes(proof)),
            List.of(new TypeReference<Bool>() {}));
    return holds(type, call);
  }

  private boolean holds(ProofTypeEntry type, Function call) {
    String answer =
        chain.ethCall(Address.fromHex(type.verifier()), FunctionEncoder.encode(call), "latest");
    return answer.length() == 66 && answer.endsWith("1");
  }
}
