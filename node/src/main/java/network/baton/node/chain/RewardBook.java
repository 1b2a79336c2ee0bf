package network.baton.node.chain;

import java.util.List;
import network.baton.lease.Address;
import network.baton.lease.Hash32;

/** The contract that pays for proofs. Methods block and throw {@link ChainException}. */
public interface RewardBook {
  /** Blocks after a task's within which a second proof can be settled. */
  long secondBlocks();

  /** What the contract knows of a task, at the head. */
  Latch latch(Hash32 proofType, long blockNumber);

  Address settlementAddress();

  /** The call that collects the rewards of some blocks' proofs, {@code 0x}-hex. */
  String collectCall(Hash32 proofType, List<Long> blockNumbers);
}
