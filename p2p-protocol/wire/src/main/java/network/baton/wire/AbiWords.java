package network.baton.wire;

import java.nio.ByteBuffer;
import network.baton.lease.Address;
import network.baton.lease.Hash32;

/**
 * A scratch row of 32-byte words as Solidity's {@code abi.encode} lays static types out, reused by
 * its thread so that hashing allocates nothing but the result.
 */
final class AbiWords {
  private static final int WORD_BYTES = 32;
  private static final int WORDS_MAX = 16;
  private static final ThreadLocal<AbiWords> LOCAL = ThreadLocal.withInitial(AbiWords::new);

  private final byte[] bytes = new byte[WORDS_MAX * WORD_BYTES];
  private final ByteBuffer row = ByteBuffer.wrap(bytes);

  private AbiWords() {}

  /** The thread's row, empty. Ends every earlier use of it on this thread. */
  static AbiWords start() {
    AbiWords words = LOCAL.get();
    words.row.clear();
    return words;
  }

  AbiWords add(Hash32 word) {
    row.putLong(word.a()).putLong(word.b()).putLong(word.c()).putLong(word.d());
    return this;
  }

  /** Any unsigned integer type of at most 64 bits. */
  AbiWords add(long unsigned) {
    row.putLong(0).putLong(0).putLong(0).putLong(unsigned);
    return this;
  }

  AbiWords add(Address address) {
    row.putLong(0).putInt(0).putInt(address.a()).putLong(address.b()).putLong(address.c());
    return this;
  }

  Hash32 keccak() {
    return Keccak.hash(bytes, 0, row.position());
  }

  /** EIP-712's last step: {@code keccak256(0x1901 || domain || struct)}. */
  static Hash32 typedDataDigest(Hash32 domainSeparator, Hash32 structHash) {
    AbiWords words = start();
    words.row.put((byte) 0x19).put((byte) 0x01);
    return words.add(domainSeparator).add(structHash).keccak();
  }
}
