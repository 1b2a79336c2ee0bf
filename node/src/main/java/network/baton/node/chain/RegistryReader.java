package network.baton.node.chain;

import java.util.List;
import network.baton.lease.Prover;
import network.baton.wire.BlockHeader;

/** Reads the registry as it was after a block. Blocks; throws {@link ChainException}. */
public interface RegistryReader {
  /** Provers in ascending order of index. */
  List<Prover> proversAt(BlockHeader block);
}
