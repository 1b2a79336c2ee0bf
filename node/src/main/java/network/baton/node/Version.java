package network.baton.node;

/** The release, as it stands in the agent version of identify and in the API. */
public final class Version {
  public static final String TEXT = "0.1.0";

  private Version() {}
}
