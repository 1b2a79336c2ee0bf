package network.baton.scenario;

/**
 * A scenario file that cannot be used. The message is one line: the file, the key, what is wrong
 * and what would be right.
 */
public final class ScenarioException extends Exception {
  public ScenarioException(String message) {
    super(message);
  }
}
