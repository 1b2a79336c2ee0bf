package network.baton.node.chain.tx;

import java.math.BigInteger;
import network.baton.lease.Hash32;
import network.baton.lease.Signature;
import network.baton.wire.Keccak;
import network.baton.wire.LeaseKey;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign.SignatureData;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/** EIP-1559 transactions, signed by the lease key. */
public final class KeySigning implements TxSigning {
  private static final long PLAIN_TRANSFER_GAS = 21_000;

  private final LeaseKey key;
  private final long chainId;

  public KeySigning(LeaseKey key, long chainId) {
    this.key = key;
    this.chainId = chainId;
  }

  @Override
  public SignedTx call(long nonce, TxOrder order, long gasLimit, TxFees fees) {
    return sign(nonce, order, gasLimit, fees, false);
  }

  @Override
  public SignedTx withdrawal(long nonce, TxFees fees) {
    return sign(
        nonce, new TxOrder("", 0, null, key.address(), "0x"), PLAIN_TRANSFER_GAS, fees, true);
  }

  private SignedTx sign(long nonce, TxOrder order, long gasLimit, TxFees fees, boolean withdrawal) {
    RawTransaction raw =
        RawTransaction.createTransaction(
            chainId,
            BigInteger.valueOf(nonce),
            BigInteger.valueOf(gasLimit),
            order.to().toHex(),
            order.valueWei(),
            order.data(),
            fees.priorityFeeWei(),
            fees.maxFeeWei());
    Signature signature = key.sign(Keccak.hash(TransactionEncoder.encode(raw)));
    byte[] bytes =
        TransactionEncoder.encode(
            raw,
            new SignatureData(
                (byte) signature.v(), signature.r().toBytes(), signature.s().toBytes()));
    Hash32 hash = Keccak.hash(bytes);
    return new SignedTx(hash.toHex(), Numeric.toHexString(bytes), withdrawal);
  }
}
