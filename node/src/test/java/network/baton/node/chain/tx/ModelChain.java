package network.baton.node.chain.tx;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A chain as a sender sees it: a pool that forgets and replaces, blocks that are taken back, a base
 * fee, and contract calls that work once. Signed bytes are texts that say what they are.
 */
final class ModelChain implements TxSigning {
  private record Raw(long nonce, String key, long gas, BigInteger maxFee, boolean withdrawal) {}

  private record Block(Map<Long, String> txs, Set<String> done) {}

  private static final long CALL_GAS = 60_000;
  private static final long NOTHING_GAS = 21_000;
  static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000L);

  private final Map<String, Raw> signed = new HashMap<>();
  private final TreeMap<Long, String> pool = new TreeMap<>();
  private final List<Block> blocks = new ArrayList<>();
  private final Map<String, Mined> mined = new HashMap<>();
  BigInteger baseFee = GWEI;

  @Override
  public SignedTx call(long nonce, TxOrder order, long gasLimit, TxFees fees) {
    return sign(new Raw(nonce, order.key(), CALL_GAS, fees.maxFeeWei(), false));
  }

  @Override
  public SignedTx withdrawal(long nonce, TxFees fees) {
    return sign(new Raw(nonce, "", NOTHING_GAS, fees.maxFeeWei(), true));
  }

  private SignedTx sign(Raw raw) {
    String hash = raw.nonce() + "/" + raw.key() + "/" + raw.maxFee();
    signed.put(hash, raw);
    return new SignedTx(hash, hash, raw.withdrawal());
  }

  /** What the endpoint says to a broadcast. */
  TxEvent.Answer send(String hash) {
    Raw raw = signed.get(hash);
    if (raw == null) {
      return TxEvent.Answer.REFUSED;
    }
    if (raw.nonce() < nonce()) {
      return TxEvent.Answer.NONCE_USED;
    }
    String present = pool.get(raw.nonce());
    if (present != null && !present.equals(hash)) {
      BigInteger bar =
          fee(present).multiply(BigInteger.valueOf(110)).divide(BigInteger.valueOf(100));
      if (raw.maxFee().compareTo(bar) < 0) {
        return TxEvent.Answer.FEE_TOO_LOW;
      }
    }
    pool.put(raw.nonce(), hash);
    return TxEvent.Answer.TAKEN;
  }

  private BigInteger fee(String hash) {
    Raw raw = signed.get(hash);
    return raw == null ? BigInteger.ZERO : raw.maxFee();
  }

  /** Another program with the same key sends something. */
  void outsider() {
    long nonce = nonce();
    String hash = "outsider " + nonce + " " + blocks.size();
    signed.put(hash, new Raw(nonce, "", NOTHING_GAS, baseFee.shiftLeft(3), false));
    pool.put(nonce, hash);
  }

  void forget(Random random) {
    pool.values().removeIf(hash -> random.nextInt(3) == 0);
  }

  long height() {
    return blocks.size();
  }

  long nonce() {
    long count = 0;
    for (Block block : blocks) {
      count += block.txs().size();
    }
    return count;
  }

  /** Takes what bids enough, in order of nonces. */
  void mine(int room) {
    Map<Long, String> taken = new HashMap<>();
    Set<String> done = new HashSet<>();
    long nonce = nonce();
    long height = height() + 1;
    while (taken.size() < room && pool.containsKey(nonce)) {
      String hash = pool.get(nonce);
      Raw raw = signed.get(hash);
      if (raw == null || raw.maxFee().compareTo(baseFee) < 0) {
        break;
      }
      boolean ok = raw.key().isEmpty() || (!isDone(raw.key()) && done.add(raw.key()));
      mined.put(
          hash,
          new Mined(hash, height, ok, raw.gas(), baseFee.multiply(BigInteger.valueOf(raw.gas()))));
      taken.put(nonce, hash);
      pool.remove(nonce);
      nonce++;
    }
    blocks.add(new Block(taken, done));
    long mineable = nonce;
    pool.headMap(mineable).clear();
  }

  boolean isDone(String key) {
    return blocks.stream().anyMatch(block -> block.done().contains(key));
  }

  /** Somebody else fulfils the wish. */
  void fulfilByAnother(String key) {
    blocks.getLast().done().add(key);
  }

  int timesDone(String key) {
    int times = 0;
    for (Block block : blocks) {
      times += block.done().contains(key) ? 1 : 0;
    }
    return times;
  }

  /** Takes blocks back; what was in them is in the pool again, or lost. */
  void reorg(int depth, Random random) {
    for (int i = 0; i < depth && !blocks.isEmpty(); i++) {
      Block gone = blocks.removeLast();
      gone.txs()
          .forEach(
              (nonce, hash) -> {
                mined.remove(hash);
                if (random.nextBoolean()) {
                  pool.putIfAbsent(nonce, hash);
                }
              });
    }
  }

  ChainView view(List<String> watched, long finalDepth) {
    Map<String, Mined> seen = new HashMap<>();
    for (String hash : watched) {
      Mined place = mined.get(hash);
      if (place != null) {
        seen.put(hash, place);
      }
    }
    return new ChainView(height(), baseFee, nonce(), height() - finalDepth, seen);
  }

  /** What the key's own transactions on the chain have cost. */
  BigInteger paid() {
    BigInteger sum = BigInteger.ZERO;
    for (Map.Entry<String, Mined> entry : mined.entrySet()) {
      sum = entry.getKey().startsWith("outsider") ? sum : sum.add(entry.getValue().costWei());
    }
    return sum;
  }
}
