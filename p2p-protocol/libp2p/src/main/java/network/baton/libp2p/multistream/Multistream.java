package network.baton.libp2p.multistream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.multiformat.Varint;
import org.jspecify.annotations.Nullable;

/**
 * One side of one negotiation: bytes in, bytes out, no I/O. Serves for the security protocol, the
 * muxer and every stream. The initiator sends its header and first proposal together; bytes behind
 * the last line stay in the input for the protocol that was chosen. Source: libp2p/specs
 * connections, multiformats/multistream-select.
 */
public final class Multistream {
  /** N-20: longest line with its line end. */
  public static final int LINE_BYTES_MAX = 1024;

  /** N-21: most proposals in one negotiation. */
  public static final int PROPOSALS_MAX = 16;

  private static final String HEADER = "/multistream/1.0.0";
  private static final String NOT_AVAILABLE = "na";
  private static final int LENGTH_BYTES_MAX = 2;

  private final @Nullable List<String> wanted;
  private final Predicate<String> offered;
  private boolean headerRead;
  private int proposals;

  private Multistream(@Nullable List<String> wanted, Predicate<String> offered) {
    this.wanted = wanted;
    this.offered = offered;
  }

  /** The side that proposes, best first. Its first bytes are {@link #opening}. */
  public static Multistream initiator(List<String> protocols) {
    if (protocols.isEmpty() || protocols.size() > PROPOSALS_MAX) {
      throw new IllegalArgumentException(protocols.size() + " protocols to propose");
    }
    return new Multistream(List.copyOf(protocols), protocols::contains);
  }

  /** The side that chooses. */
  public static Multistream responder(Predicate<String> offered) {
    return new Multistream(null, offered);
  }

  /** What this side sends first, without waiting. */
  public ByteBuf opening() {
    ByteBuf out = Unpooled.buffer(64);
    writeLine(out, HEADER);
    if (wanted != null) {
      writeLine(out, wanted.getFirst());
    }
    return out;
  }

  /**
   * Reads whole lines from {@code in} and appends the answers to {@code out}.
   *
   * @return the protocol that was chosen, or null if more lines must come
   * @throws ProtocolViolation if a line is not in form, or nothing is left to propose
   */
  public @Nullable String advance(ByteBuf in, ByteBuf out) {
    for (String line = readLine(in); line != null; line = readLine(in)) {
      if (!headerRead) {
        if (!line.equals(HEADER)) {
          throw new ProtocolViolation(Refusal.MULTISTREAM_LINE, "no multistream header");
        }
        headerRead = true;
        continue;
      }
      String chosen = wanted != null ? onAnswer(wanted, line, out) : onProposal(line, out);
      if (chosen != null) {
        return chosen;
      }
    }
    return null;
  }

  private @Nullable String onAnswer(List<String> protocols, String line, ByteBuf out) {
    if (line.equals(protocols.get(proposals))) {
      return line;
    }
    if (!line.equals(NOT_AVAILABLE)) {
      throw new ProtocolViolation(Refusal.MULTISTREAM_LINE, "an answer to no proposal");
    }
    proposals++;
    if (proposals == protocols.size()) {
      throw new ProtocolViolation(Refusal.NO_COMMON_PROTOCOL, "remote speaks none of " + protocols);
    }
    writeLine(out, protocols.get(proposals));
    return null;
  }

  private @Nullable String onProposal(String line, ByteBuf out) {
    if (offered.test(line)) {
      writeLine(out, line);
      return line;
    }
    proposals++;
    if (proposals >= PROPOSALS_MAX) {
      throw new ProtocolViolation(Refusal.MULTISTREAM_PROPOSALS, proposals + " proposals");
    }
    writeLine(out, NOT_AVAILABLE);
    return null;
  }

  private static void writeLine(ByteBuf out, String line) {
    Varint.write(out, ByteBufUtil.utf8Bytes(line) + 1L);
    ByteBufUtil.writeUtf8(out, line);
    out.writeByte('\n');
  }

  private static @Nullable String readLine(ByteBuf in) {
    int start = in.readerIndex();
    long length;
    try {
      length = Varint.read(in, LENGTH_BYTES_MAX);
    } catch (IllegalArgumentException e) {
      throw new ProtocolViolation(Refusal.MULTISTREAM_LINE, "length that is no varint");
    }
    if (length == Varint.INCOMPLETE) {
      return null;
    }
    if (length == 0 || length > LINE_BYTES_MAX) {
      throw new ProtocolViolation(Refusal.MULTISTREAM_LINE, "line of " + length + " bytes");
    }
    int body = (int) length - 1;
    if (in.readableBytes() <= body) {
      in.readerIndex(start);
      return null;
    }
    String line = in.readString(body, StandardCharsets.UTF_8);
    if (in.readByte() != '\n') {
      throw new ProtocolViolation(Refusal.MULTISTREAM_LINE, "line without line end");
    }
    return line;
  }
}
