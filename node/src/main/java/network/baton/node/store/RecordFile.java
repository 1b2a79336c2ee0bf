package network.baton.node.store;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/**
 * The file in which a safety record travels from one machine to another (specs/safety-record.md).
 * Hashes, keys and messages are 0x hex. Checked when made, except for what the messages say.
 *
 * @param network id of the network
 * @param leaseKey address of the key whose record it is
 * @param slotLow nothing of a slot below it may be signed
 */
public record RecordFile(
    String format,
    int version,
    String network,
    String leaseKey,
    long slotLow,
    List<NonceMark> nonces,
    List<SignedLease> leases) {
  public static final String FORMAT = "baton-safety-record";

  public static final int VERSION = 1;

  /** A file beyond it is refused unread. */
  public static final int BYTES_MAX = 128 << 20;

  /** Rows and marks that one file may have. */
  public static final int ENTRIES_MAX = 1 << 16;

  /** As on the wire: exact in JSON, and sums cannot overflow. */
  public static final long NUMBER_MAX = (1L << 48) - 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /** Highest nonce that was used in an epoch. */
  public record NonceMark(long epoch, long highest) {
    public NonceMark {
      within(epoch, 0, NUMBER_MAX, "nonces.epoch");
      within(highest, 1, NUMBER_MAX, "nonces.highest");
    }
  }

  /** A signed lease, with what its bytes do not say: slot and epoch. */
  public record SignedLease(
      long slot, long epoch, String taskId, int term, long nonce, String digest, String message) {
    public SignedLease {
      within(slot, 0, NUMBER_MAX, "leases.slot");
      within(epoch, 0, NUMBER_MAX, "leases.epoch");
      hex(taskId, 32, "leases.taskId");
      within(term, 1, Integer.MAX_VALUE, "leases.term");
      within(nonce, 1, NUMBER_MAX, "leases.nonce");
      hex(digest, 32, "leases.digest");
      hex(message, -1, "leases.message");
    }
  }

  public RecordFile {
    if (!FORMAT.equals(format)) {
      throw new RecordException(
          RecordException.Why.FORMAT, "'format' is '" + format + "', not '" + FORMAT + "'");
    }
    if (version != VERSION) {
      throw new RecordException(
          RecordException.Why.VERSION,
          "version " + version + " is not known; this release reads version " + VERSION);
    }
    hex(network, 32, "network");
    hex(leaseKey, 20, "leaseKey");
    within(slotLow, 0, NUMBER_MAX, "slotLow");
    nonces = List.copyOf(nonces);
    leases = List.copyOf(leases);
    within(nonces.size(), 0, ENTRIES_MAX, "number of nonces");
    within(leases.size(), 0, ENTRIES_MAX, "number of leases");
  }

  /** Throws {@link RecordException}; X-03 for whatever is not of the shape. */
  public static RecordFile parse(byte[] json) {
    within(json.length, 0, BYTES_MAX, "size");
    try {
      RecordFile file = MAPPER.readValue(json, RecordFile.class);
      if (file == null) {
        throw new RecordException(RecordException.Why.SHAPE, "the file is empty");
      }
      return file;
    } catch (JacksonException e) {
      if (e.getCause() instanceof RecordException cause) {
        throw cause;
      }
      throw new RecordException(
          RecordException.Why.SHAPE,
          e.getOriginalMessage().lines().findFirst().orElse("not JSON")
              + (e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr()));
    } catch (IOException e) { // of the characters: the bytes are here
      throw new RecordException(RecordException.Why.SHAPE, "not UTF-8: " + e.getMessage());
    }
  }

  public byte[] json() {
    try {
      return MAPPER.writeValueAsBytes(this);
    } catch (JacksonException e) {
      throw new IllegalStateException("a record file cannot be written", e);
    }
  }

  private static void within(long value, long min, long max, String what) {
    if (value < min || value > max) {
      throw new RecordException(
          RecordException.Why.SHAPE, what + ": " + value + " is not within " + min + ".." + max);
    }
  }

  private static void hex(String text, int bytes, String what) {
    boolean sized = bytes < 0 ? text.length() > 2 : text.length() == 2 + 2 * bytes;
    if (!sized || !text.matches("0x([0-9a-f]{2})*")) {
      throw new RecordException(
          RecordException.Why.SHAPE,
          what + " is not 0x and " + (bytes < 0 ? "pairs of" : 2 * bytes + "") + " hex digits");
    }
  }
}
