package network.baton.libp2p.multistream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import org.junit.jupiter.api.Test;

class MultistreamTest {
  private static final String HEADER = "/multistream/1.0.0";

  private final ByteBuf out = Unpooled.buffer();

  @Test
  void headerAndFirstProposalGoTogether() {
    ByteBuf opening = Multistream.initiator(List.of("/a", "/b")).opening();
    assertThat(hex(opening)).isEqualTo("132f6d756c746973747265616d2f312e302e300a" + "032f610a");
    assertThat(hex(Multistream.responder("/a"::equals).opening()))
        .isEqualTo("132f6d756c746973747265616d2f312e302e300a");
  }

  @Test
  void responderEchoesWhatItSpeaksAndKeepsWhatFollows() {
    Multistream responder = Multistream.responder("/b"::equals);
    ByteBuf in = lines(HEADER, "/a", "/b").writeBytes(new byte[] {1, 2, 3});
    assertThat(responder.advance(in, out)).isEqualTo("/b");
    assertThat(hex(out)).isEqualTo("036e610a" + "032f620a");
    assertThat(hex(in)).isEqualTo("010203");
  }

  @Test
  void initiatorGoesOnAfterEachNo() {
    Multistream initiator = Multistream.initiator(List.of("/a", "/b"));
    assertThat(initiator.advance(lines(HEADER, "na"), out)).isNull();
    assertThat(hex(out)).isEqualTo("032f620a");
    ByteBuf in = lines("/b").writeByte(9);
    assertThat(initiator.advance(in, out)).isEqualTo("/b");
    assertThat(in.readableBytes()).isEqualTo(1);
  }

  @Test
  void linesCutAnywhereAreReadAllTheSame() {
    byte[] bytes = ByteBufUtil.getBytes(lines(HEADER, "/a", "/b"));
    for (int cut = 0; cut <= bytes.length; cut++) {
      Multistream responder = Multistream.responder("/b"::equals);
      ByteBuf in = Unpooled.buffer().writeBytes(bytes, 0, cut);
      String early = responder.advance(in, out);
      in.writeBytes(bytes, cut, bytes.length - cut);
      assertThat(early != null ? early : responder.advance(in, out)).isEqualTo("/b");
    }
  }

  @Test
  void nothingInCommonIsSaidSo() {
    Multistream initiator = Multistream.initiator(List.of("/a"));
    refused(Refusal.NO_COMMON_PROTOCOL, initiator, lines(HEADER, "na"));
  }

  @Test
  void linesOutOfFormAreRefused() {
    refused(Refusal.MULTISTREAM_LINE, fresh(), lines("/multistream/2.0.0"));
    refused(Refusal.MULTISTREAM_LINE, fresh(), bytes("00"));
    refused(Refusal.MULTISTREAM_LINE, fresh(), bytes("8108")); // 1,025
    refused(Refusal.MULTISTREAM_LINE, fresh(), bytes("808001")); // three bytes of length
    refused(Refusal.MULTISTREAM_LINE, fresh(), bytes("8100")); // not the shortest form
    refused(Refusal.MULTISTREAM_LINE, fresh(), bytes("026161")); // no line end
    Multistream initiator = Multistream.initiator(List.of("/a"));
    refused(Refusal.MULTISTREAM_LINE, initiator, lines(HEADER, "/c"));
    // The longest line is not refused, only not spoken.
    assertThat(fresh().advance(lines(HEADER, "x".repeat(1023)), out)).isNull();
    assertThat(hex(out)).isEqualTo("036e610a");
  }

  @Test
  void proposalsAreCounted() {
    String[] all = Collections.nCopies(16, "/x").toArray(new String[0]);
    Multistream responder = fresh();
    responder.advance(lines(HEADER), out);
    refused(Refusal.MULTISTREAM_PROPOSALS, responder, lines(all));
    assertThatIllegalArgumentException().isThrownBy(() -> Multistream.initiator(List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Multistream.initiator(Collections.nCopies(17, "/x")));
  }

  @Test
  void anyBytesAreReadOrRefused() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      ByteBuf in = random.nextBoolean() ? lines(HEADER) : Unpooled.buffer();
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      in.writeBytes(noise);
      try {
        fresh().advance(in, out.clear());
      } catch (ProtocolViolation e) {
        assertThat(e.refusal()).isEqualTo(Refusal.MULTISTREAM_LINE);
      }
    }
  }

  private static Multistream fresh() {
    return Multistream.responder("/y"::equals);
  }

  private void refused(Refusal refusal, Multistream side, ByteBuf in) {
    assertThatThrownBy(() -> side.advance(in, out))
        .isInstanceOfSatisfying(
            ProtocolViolation.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
  }

  private static ByteBuf lines(String... lines) {
    ByteBuf all = Unpooled.buffer();
    for (String line : lines) {
      byte[] text = (line + "\n").getBytes(UTF_8);
      if (text.length > 127) {
        all.writeByte((text.length & 0x7f) | 0x80).writeByte(text.length >>> 7);
      } else {
        all.writeByte(text.length);
      }
      all.writeBytes(text);
    }
    return all;
  }

  private static ByteBuf bytes(String hexadecimal) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hexadecimal));
  }

  private static String hex(ByteBuf bytes) {
    return ByteBufUtil.hexDump(bytes);
  }
}
