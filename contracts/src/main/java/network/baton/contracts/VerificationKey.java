package network.baton.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Groth16 verification key on BN254 in the layout of {@code Groth16.sol}: 32-byte big-endian
 * words, points as EIP-197 writes them. The contract checks the points themselves.
 *
 * @param words {@code 14 + 2 * (inputs + 1)} words of at most 256 bits, for at least one input
 */
public record VerificationKey(List<BigInteger> words) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FIXED_WORDS = 14;
  private static final int WORD_BITS = 256;

  public VerificationKey {
    words = List.copyOf(words);
    if (words.size() < FIXED_WORDS + 4 || words.size() % 2 != 0) {
      throw new IllegalArgumentException(words.size() + " words are no key");
    }
    for (BigInteger word : words) {
      if (word.signum() < 0 || word.bitLength() > WORD_BITS) {
        throw new IllegalArgumentException(word + " is no word of 256 bits");
      }
    }
  }

  /** Number of public inputs that the key is for. */
  public int inputCount() {
    return (words.size() - FIXED_WORDS) / 2 - 1;
  }

  /** What the verifier's constructor takes. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (BigInteger word : words) {
      bytes.writeBytes(Words.of(word));
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a key that snarkjs exported. snarkjs writes an Fp2 element as {@code [c0, c1]}, EIP-197
   * puts c1 first.
   *
   * @throws IOException if the file cannot be read or is no such key; the message names the file
   */
  public static VerificationKey ofSnarkjs(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      return ofSnarkjs(JSON.readTree(text));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException(file + " is no snarkjs verification key: " + e.getMessage(), e);
    }
  }

  private static VerificationKey ofSnarkjs(JsonNode key) {
    if (!key.path("protocol").asText().equals("groth16")
        || !key.path("curve").asText().equals("bn128")) {
      throw new IllegalArgumentException("protocol must be groth16 and curve bn128");
    }
    List<BigInteger> words = new ArrayList<>();
    putG1(words, key.path("vk_alpha_1"), "vk_alpha_1");
    for (String name : new String[] {"vk_beta_2", "vk_gamma_2", "vk_delta_2"}) {
      JsonNode point = key.path(name);
      for (int coordinate = 0; coordinate < 2; coordinate++) {
        putWord(words, point.path(coordinate).path(1), name);
        putWord(words, point.path(coordinate).path(0), name);
      }
    }
    JsonNode inputs = key.path("IC");
    for (JsonNode point : inputs) {
      putG1(words, point, "IC");
    }
    return new VerificationKey(words);
  }

  private static void putG1(List<BigInteger> words, JsonNode point, String name) {
    putWord(words, point.path(0), name);
    putWord(words, point.path(1), name);
  }

  private static void putWord(List<BigInteger> words, JsonNode decimal, String name) {
    if (!decimal.isTextual() || !decimal.asText().matches("[0-9]{1,78}")) {
      throw new IllegalArgumentException(name + " has a coordinate that is no decimal string");
    }
    words.add(new BigInteger(decimal.asText()));
  }
}
