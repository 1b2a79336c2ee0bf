package network.baton.scenario;

/** A value of a scenario that is not allowed: the key that holds it and what is wrong with it. */
public final class Invalid extends IllegalArgumentException {
  private final String key;
  private final String problem;

  public Invalid(String key, String problem) {
    super(key + ": " + problem);
    this.key = key;
    this.problem = problem;
  }

  /** Path of the key from the top of the file, such as {@code faults[0].when.slot}. */
  public String key() {
    return key;
  }

  public String problem() {
    return problem;
  }

  static void unlessWithin(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new Invalid(key, value + " is not within " + least + ".." + most);
    }
  }
}
