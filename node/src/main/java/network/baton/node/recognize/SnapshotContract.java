package network.baton.node.recognize;

import java.math.BigInteger;
import java.util.List;
import network.baton.contracts.generated.Snapshots;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.SnapshotSource;
import network.baton.wire.BlockHeader;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.StaticGasProvider;

/**
 * The contract that recognizes snapshots from headers. Methods block and throw {@link
 * ChainException}.
 */
public final class SnapshotContract {
  /** {@code 0x} and the four bytes that name the function. */
  private static final int SELECTOR_CHARS = 10;

  private final SnapshotSource source;
  private final Address address;
  private final Snapshots snapshots;

  public SnapshotContract(ChainClient chain, SnapshotSource source, Address address) {
    this.source = source;
    this.address = address;
    this.snapshots =
        Snapshots.load(
            address.toHex(),
            chain.web3j(),
            new ReadonlyTransactionManager(chain.web3j(), Address.ZERO.toHex()),
            new StaticGasProvider(BigInteger.ZERO, BigInteger.ZERO));
  }

  public Address address() {
    return address;
  }

  /** Whether the contract knows the epoch's snapshot as it follows from the chain now. */
  public boolean isRecognized(long epoch) {
    SnapshotSource.Origin origin = source.origin(epoch);
    if (origin == null) {
      throw new ChainException("the snapshot of epoch " + epoch + " is not on the chain yet");
    }
    Hash32 id = network.baton.wire.Snapshots.id(epoch, origin.registryBlockHash(), origin.seed());
    try {
      return snapshots.isRecognized(BigInteger.valueOf(epoch), id.toBytes()).send();
    } catch (Exception e) { // web3j declares no narrower type
      throw new ChainException("the snapshot contract does not answer: " + e.getMessage(), e);
    }
  }

  /** The call that shows it the headers, {@code 0x}-hex. */
  public String call(long epoch) {
    List<byte[]> headers = source.borders(epoch).stream().map(BlockHeader::rlp).toList();
    String call = snapshots.recognize(BigInteger.valueOf(epoch), headers).encodeFunctionCall();
    // web3j takes the offset of bytes[4] for that of four words; a tuple of four has the same
    // encoding, and there it is right.
    var tuple =
        new DynamicStruct(headers.stream().map(DynamicBytes::new).toArray(DynamicBytes[]::new));
    return call.substring(0, SELECTOR_CHARS)
        + FunctionEncoder.encodeConstructor(List.of(new Uint64(epoch), tuple));
  }
}
