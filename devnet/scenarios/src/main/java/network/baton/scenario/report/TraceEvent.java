package network.baton.scenario.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;

/**
 * One line of a node's trace: what happened there, and when by the machine's wall clock.
 *
 * @param node index of the node that wrote the line, which is the index of its prover
 * @param atMicros microseconds since the epoch
 * @param kind the line's {@code ev}
 * @param data the whole line
 */
public record TraceEvent(int node, long atMicros, String kind, JsonNode data) {
  public boolean is(String otherKind) {
    return kind.equals(otherKind);
  }

  public boolean has(String key) {
    return data.hasNonNull(key);
  }

  /** The text under a key, empty if there is none. */
  public String text(String key) {
    return data.path(key).asText("");
  }

  /** The number under a key, 0 if there is none. */
  public long number(String key) {
    return data.path(key).asLong(0);
  }

  /** The number under a key that may exceed 64 bits or be written as text, as decimal text. */
  public String bigNumber(String key) {
    JsonNode value = data.path(key);
    return value.isIntegralNumber() ? value.bigIntegerValue().toString() : value.asText("0");
  }

  public double decimal(String key) {
    return data.path(key).asDouble(0);
  }

  public boolean truth(String key) {
    return data.path(key).asBoolean(false);
  }

  public long slot() {
    return number("slot");
  }

  public int term() {
    return (int) number("term");
  }

  public String taskId() {
    return text("taskId");
  }

  /** Time since another moment, in milliseconds. */
  public double millisSince(long otherMicros) {
    return (atMicros - otherMicros) / 1000.0;
  }

  /** A nonce is an unsigned 64-bit number; compare it as such. */
  public BigInteger nonce() {
    return new BigInteger(bigNumber("nonce"));
  }
}
