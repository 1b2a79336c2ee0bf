package network.baton.node;

import java.util.List;
import network.baton.lease.Address;
import network.baton.lease.LeaseCore;
import network.baton.lease.Prover;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.RegistryReader;
import network.baton.node.config.NetworkFile.GenesisProver;
import network.baton.wire.BlockHeader;

/**
 * Who this node is on chain.
 *
 * @param index permanent prover index, or {@link LeaseCore#OBSERVER}
 * @param operator the account its proofs pay; zero for an observer
 */
record Identity(int index, Address operator) {
  static final Identity OBSERVER = new Identity(LeaseCore.OBSERVER, Address.ZERO);

  /** Looks among the genesis provers, then in the registry at the head. */
  static Identity find(NodeSetup setup, ChainClient chain, RegistryReader registry) {
    GenesisProver genesis = setup.genesisSelf();
    if (genesis != null) {
      return new Identity(genesis.index(), Address.fromHex(genesis.operator()));
    }
    BlockHeader head = chain.latestHeader();
    List<Prover> provers = registry.proversAt(head);
    return provers.stream()
        .filter(prover -> prover.leaseKey().equals(setup.leaseKey().address()))
        .findFirst()
        .map(prover -> new Identity(prover.index(), prover.operator()))
        .orElse(OBSERVER);
  }

  boolean isObserver() {
    return index == LeaseCore.OBSERVER;
  }
}
