package network.baton.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import network.baton.lease.Hash32;

/** Ids of proof types. */
public final class ProofTypes {
  private ProofTypes() {}

  /** {@code keccak256} of the name in UTF-8. */
  public static Hash32 id(String name) {
    return Keccak.hash(name.getBytes(UTF_8));
  }
}
