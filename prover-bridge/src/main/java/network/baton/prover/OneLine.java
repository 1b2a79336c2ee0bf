package network.baton.prover;

import java.util.regex.Pattern;

/** Text from a foreign process, made fit to be shown: one line, printable, bounded. */
final class OneLine {
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private OneLine() {}

  static String of(String text, int charactersMax) {
    String head = text.substring(0, Math.min(text.length(), charactersMax));
    return UNPRINTABLE.matcher(head).replaceAll(" ").strip();
  }
}
