package network.baton.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.crypto.KeyType;

/**
 * What {@code ./baton peer} was asked for; {@code specs/peer.md} lists it. Times are milliseconds.
 *
 * @param listenPort 0 for any, -1 for none
 * @param publishEveryMs between messages; 0 as fast as possible; negative: not given
 * @param window unacknowledged messages of the closed loop, 0 for none
 * @param expect messages after which it is done
 * @param warmup messages that are not measured
 * @param runForMs 0 for ever
 * @param idleExitMs done when no message came for so long, 0 for never
 * @param lingerMs wait at the end; negative: not given
 * @param pingEveryMs 0 for never
 */
record PeerOptions(
    int listenPort,
    List<Multiaddr> dial,
    List<String> topics,
    boolean sign,
    double publishEveryMs,
    long count,
    int size,
    long startDelayMs,
    int window,
    int ackEvery,
    long expect,
    long warmup,
    long warmupMs,
    long runForMs,
    long idleExitMs,
    long lingerMs,
    boolean quiet,
    long pingEveryMs,
    int waitPeers,
    KeyType key) {
  static final int SIZE_MIN = 16;
  static final int SIZE_MAX = 1 << 20;

  private static final String FLAG = "true";
  private static final Set<String> KNOWN =
      Set.of(
          "listen",
          "dial",
          "topic",
          "policy",
          "publish-every",
          "count",
          "size",
          "start-delay",
          "window",
          "ack-every",
          "expect",
          "warmup",
          "warmup-ms",
          "run-for",
          "idle-exit",
          "linger",
          "quiet",
          "ping-every",
          "wait-peers",
          "key",
          "muxer");

  static final String USAGE =
      """
      Usage: ./baton peer [options]
      One libp2p host (TCP, Noise, Yamux, identify, ping, gossipsub); one JSON object per line on standard output.

        --listen PORT              on 127.0.0.1; 0 any (default), -1 none
        --dial MULTIADDR           with /p2p/<peer id>; may be repeated
        --topic T                  to subscribe to; may be repeated (default interop)
        --policy POLICY            strict-sign (default) or strict-no-sign (ids: first 20 bytes of SHA-256 of the data)
        --key KIND                 ed25519 (default), secp256k1, ecdsa or rsa; a new key each time
        --muxer yamux              the only one there is
        --publish-every MS         publish in an open loop; 0 is as fast as possible
        --window W                 publish in a closed loop: at most W unacknowledged messages
        --count N  --size BYTES    how many messages (default 10), and how long (default 1024)
        --start-delay MS           after the peers are there, before the first message (default 1000)
        --wait-peers N             subscribers to wait for before publishing (default 1)
        --ack-every A              acknowledge every A messages on topic T-ack
        --expect N                 done after N messages
        --run-for MS               done after this time
        --idle-exit MS             done when no message came for so long
        --warmup N  --warmup-ms MS messages, or time, that do not count in the summary
        --linger MS                wait before the end (default 2000 for who publishes, else 0)
        --ping-every MS            ping every connection
        --quiet                    no line per message
        --interop                  alone: one side of a libp2p/test-plans test, as the environment says

      Exit codes: 0 done, 1 failed, 2 an option or value that is not supported.
      """;

  /** An option that is unknown, or a value that is not supported. */
  static final class UsageException extends RuntimeException {
    UsageException(String message) {
      super(message);
    }
  }

  boolean publishes() {
    return publishEveryMs >= 0 || window > 0;
  }

  boolean acknowledges() {
    return ackEvery > 0 || window > 0;
  }

  static PeerOptions parse(List<String> arguments) {
    Map<String, List<String>> given = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      if (!name.startsWith("--") || !KNOWN.contains(name.substring(2))) {
        throw new UsageException("peer does not know '" + name + "'");
      }
      boolean valued = i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--");
      given
          .computeIfAbsent(name.substring(2), any -> new ArrayList<>())
          .add(valued ? arguments.get(++i) : FLAG);
    }
    return of(new Values(given));
  }

  private static PeerOptions of(Values values) {
    for (String muxer : values.text("muxer", "yamux").split(",", -1)) {
      if (!muxer.equals("yamux")) {
        throw new UsageException("--muxer " + muxer + ": only yamux is spoken");
      }
    }
    return new PeerOptions(
        (int) values.number("listen", 0, -1, 0xffff),
        values.all("dial").stream().map(PeerOptions::address).toList(),
        values.all("topic").isEmpty() ? List.of("interop") : values.all("topic"),
        policy(values.text("policy", "strict-sign")),
        values.decimal("publish-every", -1),
        values.number("count", 10, 0, Long.MAX_VALUE),
        (int) Math.max(SIZE_MIN, values.number("size", 1_024, 0, SIZE_MAX)),
        values.number("start-delay", 1_000, 0, Integer.MAX_VALUE),
        (int) values.number("window", 0, 0, 1_000_000),
        (int) values.number("ack-every", 0, 0, 1_000_000),
        values.number("expect", Long.MAX_VALUE, 1, Long.MAX_VALUE),
        values.number("warmup", 0, 0, Long.MAX_VALUE),
        values.number("warmup-ms", 0, 0, Integer.MAX_VALUE),
        values.number("run-for", 0, 0, Integer.MAX_VALUE),
        values.number("idle-exit", 0, 0, Integer.MAX_VALUE),
        values.number("linger", -1, 0, Integer.MAX_VALUE),
        values.flag("quiet"),
        values.number("ping-every", 0, 1, Integer.MAX_VALUE),
        (int) values.number("wait-peers", 1, 0, 1_000),
        key(values.text("key", "ed25519")));
  }

  private static boolean policy(String policy) {
    return switch (policy) {
      case "strict-sign" -> true;
      case "strict-no-sign" -> false;
      default -> throw new UsageException("--policy " + policy + ": strict-sign or strict-no-sign");
    };
  }

  private static KeyType key(String kind) {
    for (KeyType type : KeyType.values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(kind)) {
        return type;
      }
    }
    throw new UsageException("--key " + kind + ": ed25519, secp256k1, ecdsa or rsa");
  }

  private static Multiaddr address(String text) {
    Multiaddr address;
    try {
      address = Multiaddr.fromText(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--dial " + text + ": " + e.getMessage());
    }
    if (address.peerId().isEmpty() || address.tcpAddress().isEmpty()) {
      throw new UsageException("--dial " + text + ": only TCP, with /p2p/<peer id> at the end");
    }
    return address;
  }

  /** What was given, by name; of a value that is given twice the last one counts. */
  private record Values(Map<String, List<String>> given) {
    List<String> all(String name) {
      return given.getOrDefault(name, List.of());
    }

    String text(String name, String otherwise) {
      return given.containsKey(name) ? all(name).getLast() : otherwise;
    }

    boolean flag(String name) {
      String value = text(name, "false");
      if (!value.equals(FLAG) && !value.equals("false")) {
        throw new UsageException("--" + name + " takes no value");
      }
      return value.equals(FLAG);
    }

    long number(String name, long otherwise, long min, long max) {
      if (!given.containsKey(name)) {
        return otherwise;
      }
      String value = all(name).getLast();
      try {
        long number = Long.parseLong(value);
        if (number >= min && number <= max) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new UsageException("--" + name + " " + value + ": a number from " + min + " on");
    }

    double decimal(String name, double otherwise) {
      if (!given.containsKey(name)) {
        return otherwise;
      }
      String value = all(name).getLast();
      try {
        double number = Double.parseDouble(value);
        if (number >= 0 && Double.isFinite(number)) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new UsageException("--" + name + " " + value + ": a number of milliseconds");
    }
  }
}
