package network.baton.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import network.baton.libp2p.yamux.YamuxLimits;
import org.junit.jupiter.api.Test;

/** The page and the code name the same rules and the same numbers. */
class NetworkRulesTest {
  private static final Pattern RULE = Pattern.compile("\\bN-\\d\\d\\b");
  private static final Path ROOT = Path.of(System.getProperty("baton.root", "../.."));

  @Test
  void everyRuleThatTheCodeNamesIsOnThePage() throws IOException {
    Set<String> inCode = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        inCode.addAll(rules(Files.readString(file)));
      }
    }
    assertThat(inCode).isNotEmpty();
    assertThat(rules(page())).containsAll(inCode);
  }

  @Test
  void limitsAreThoseOfThePage() throws IOException {
    HostLimits limits = HostLimits.defaults();
    YamuxLimits yamux = limits.yamux();
    String page = page();
    for (String said :
        List.of(
            "At most " + limits.handshakesMax() + " accepted connections",
            limits.handshakesPerIpMax() + " of one IP address; more",
            "ready connection: " + limits.handshakeMs() / 1000 + " s",
            "At most " + limits.connectionsMax() + " ready connections",
            limits.connectionsPerIpMax() + " of one IP address (of IPv6",
            limits.connectionsPerSubnetMax() + " of one subnet",
            "Above " + limits.connectionsHigh() + " connections",
            "until " + limits.connectionsLow() + " are left",
            "dialled in turn, " + limits.dialMs() / 1000 + " s each",
            "At most " + yamux.streamsInboundMax() + " inbound streams at once",
            yamux.streamOpensPerSecondMax() + " opened in one second",
            "up to " + (yamux.windowBytesMax() >> 20) + " MiB a stream",
            "have not left: at most " + (yamux.streamPendingBytesMax() >> 20) + " MiB",
            "no reader has taken: at most " + (yamux.unreadBytesMax() >> 20) + " MiB",
            yamux.pingAnswersMax() + " answers may wait",
            "A ping every " + yamux.keepAliveMs() / 1000 + " s",
            "idle for " + yamux.halfClosedMs() / 1000 + " s")) {
      assertThat(page).contains(said);
    }
  }

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("specs/network.md")).replace('\n', ' ');
  }

  private static Set<String> rules(String text) {
    return new TreeSet<>(RULE.matcher(text).results().map(MatchResult::group).toList());
  }
}
