package network.baton.node.store;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import network.baton.lease.Address;
import network.baton.lease.Cause;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message.VerifiedLease;
import network.baton.wire.LeaseKey;
import network.baton.wire.SigningDomain;
import network.baton.wire.Wire;

/**
 * The signed leases that the cases of specs/vectors/safety-record name. Signatures are
 * deterministic, so this writes the same file each time: run it when a lease is added.
 */
final class SafetyRecordPool {
  static final Hash32 NETWORK = new Hash32(7, 7, 7, 7);

  static final LeaseKey KEY = LeaseKey.of(new Hash32(1, 2, 3, 4));

  private static final LeaseKey STRANGER = LeaseKey.of(new Hash32(4, 3, 2, 1));

  /** The base point of Ed25519: a beat key that needs no secret here. */
  private static final Hash32 BEAT_KEY =
      Hash32.fromHex("0x5866666666666666666666666666666666666666666666666666666666666666");

  private final Wire wire = wire();
  private final JsonMapper mapper = new JsonMapper();
  private final ObjectNode pool = mapper.createObjectNode();

  private SafetyRecordPool() {}

  static Wire wire() {
    return new Wire(new SigningDomain(31_337, new Address(1, 2, 3)));
  }

  public static void main(String[] args) throws IOException {
    var pool = new SafetyRecordPool();
    pool.fill();
    Files.writeString(
        Path.of(args[0]),
        pool.mapper.writerWithDefaultPrettyPrinter().writeValueAsString(pool.pool) + "\n");
  }

  private void fill() {
    put("a", KEY, 10, 1, 1, 1, 1);
    put("b", KEY, 11, 1, 1, 2, 2);
    put("c", KEY, 12, 1, 1, 3, 3);
    put("d", KEY, 40, 2, 1, 1, 4);
    put("late", KEY, 10, 1, 2, 4, 5);
    put("aAgain", KEY, 10, 1, 1, 5, 1);
    put("aReissued", KEY, 10, 1, 1, 1, 1001);
    put("bNonce", KEY, 13, 1, 1, 2, 6);
    put("stranger", STRANGER, 10, 1, 1, 1, 1);
  }

  private void put(
      String name, LeaseKey key, long slot, long epoch, int term, long nonce, long issuedAtMs) {
    Hash32 parent = term == 1 ? Hash32.ZERO : new Hash32(5, 5, 5, slot);
    var lease =
        new Lease(
            new Hash32(2, 0, 0, slot),
            term,
            0,
            new Hash32(1, 0, 0, epoch),
            parent,
            term == 1 ? Cause.FIRST : Cause.SILENT,
            Hash32.ZERO,
            0,
            nonce,
            BEAT_KEY,
            issuedAtMs);
    VerifiedLease message = wire.sign(lease, key, null);
    pool.putObject(name)
        .put("slot", slot)
        .put("epoch", epoch)
        .put("taskId", lease.taskId().toHex())
        .put("term", term)
        .put("nonce", nonce)
        .put("digest", message.digest().toHex())
        .put("message", "0x" + HexFormat.of().formatHex(wire.encode(message)));
  }
}
