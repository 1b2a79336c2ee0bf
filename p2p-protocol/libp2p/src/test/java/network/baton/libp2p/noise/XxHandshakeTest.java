package network.baton.libp2p.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Objects;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import org.junit.jupiter.api.Test;

class XxHandshakeTest {
  private static final byte[] NOTHING = {};

  @Test
  void handshakeAndTransportMatchTheVectors() throws IOException {
    for (JsonNode vector : vectors()) {
      XxHandshake initiator = side(vector, true);
      XxHandshake responder = side(vector, false);
      CipherState[] ofInitiator = {};
      CipherState[] ofResponder = {};
      JsonNode messages = vector.get("messages");
      for (int i = 0; i < messages.size(); i++) {
        byte[] payload = hex(messages.get(i), "payload");
        byte[] expected = hex(messages.get(i), "ciphertext");
        boolean toResponder = i % 2 == 0;
        if (i < 3) {
          XxHandshake from = toResponder ? initiator : responder;
          XxHandshake to = toResponder ? responder : initiator;
          assertThat(from.writesNext()).isTrue();
          assertThat(from.write(payload)).isEqualTo(expected);
          assertThat(to.read(expected)).isEqualTo(payload);
        } else {
          CipherState from = toResponder ? ofInitiator[0] : ofResponder[0];
          CipherState to = toResponder ? ofResponder[1] : ofInitiator[1];
          byte[] sealed = new byte[payload.length + CipherState.TAG_BYTES];
          from.encrypt(NOTHING, payload, 0, payload.length, sealed, 0);
          assertThat(sealed).isEqualTo(expected);
          byte[] opened = new byte[payload.length];
          assertThat(to.decrypt(NOTHING, sealed, 0, sealed.length, opened, 0))
              .isEqualTo(payload.length);
          assertThat(opened).isEqualTo(payload);
        }
        if (i == 2) {
          ofInitiator = initiator.split();
          ofResponder = responder.split();
          assertThat(initiator.hash()).isEqualTo(responder.hash());
          if (vector.has("handshake_hash")) {
            assertThat(initiator.hash()).isEqualTo(hex(vector, "handshake_hash"));
          }
        }
      }
      assertThat(messages.size()).isGreaterThan(3);
    }
  }

  @Test
  void changedMessageIsRefused() {
    XxHandshake initiator = fresh(true);
    XxHandshake responder = fresh(false);
    responder.read(initiator.write(NOTHING));
    byte[] answer = responder.write(new byte[10]);
    answer[answer.length - 20] ^= 1;
    assertRefused(() -> initiator.read(answer));
  }

  @Test
  void cutOffMessageIsRefused() {
    assertRefused(() -> fresh(false).read(new byte[31]));
    XxHandshake initiator = fresh(true);
    initiator.write(NOTHING);
    assertRefused(() -> initiator.read(new byte[79]));
  }

  @Test
  void pointOfLowOrderIsRefused() {
    // With this point the shared secret would be zero whatever the private key is.
    XxHandshake responder = fresh(false);
    responder.read(new byte[32]);
    assertRefused(() -> responder.write(NOTHING));
  }

  private static void assertRefused(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ProtocolViolation.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.NOISE_MESSAGE));
  }

  private static XxHandshake fresh(boolean initiator) {
    return new XxHandshake(initiator, NOTHING, X25519Key.generate(), X25519Key.generate());
  }

  private static XxHandshake side(JsonNode vector, boolean initiator) {
    String side = initiator ? "init_" : "resp_";
    return new XxHandshake(
        initiator,
        hex(vector, side + "prologue"),
        X25519Key.ofScalar(hex(vector, side + "static")),
        X25519Key.ofScalar(hex(vector, side + "ephemeral")));
  }

  private static JsonNode vectors() throws IOException {
    String file = "/noise/noise_xx_25519_chachapoly_sha256.json";
    try (InputStream in = XxHandshakeTest.class.getResourceAsStream(file)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
  }

  private static byte[] hex(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asText());
  }
}
