package network.baton.node;

/** The release, as it stands in the agent version of identify and in the API. */
public final class Version {
  public static final String TEXT = "0.1.0";

  /**
   * The same as the registry has it: 1,000,000 for each major version, 1,000 for each minor one.
   */
  static final long NUMBER = number(TEXT);

  private Version() {}

  static long number(String text) {
    long number = 0;
    for (String part : text.split("\\.", -1)) {
      number = number * 1_000 + Integer.parseInt(part);
    }
    return number;
  }
}
