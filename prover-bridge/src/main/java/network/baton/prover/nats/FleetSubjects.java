package network.baton.prover.nats;

/**
 * Names on the bus of one fleet (B-50).
 *
 * @param fleet letters, digits, '-' and '_', at most 32
 */
public record FleetSubjects(String fleet) {
  private static final String NAME = "[A-Za-z0-9_-]{1,32}";

  public FleetSubjects {
    checked(fleet, "fleet");
  }

  static String checked(String name, String what) {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          what + " '" + name + "' is not 1 to 32 letters, digits, '-' or '_'");
    }
    return name;
  }

  String jobsStream() {
    return "baton-" + fleet + "-jobs";
  }

  String endsStream() {
    return "baton-" + fleet + "-ends";
  }

  String deadStream() {
    return "baton-" + fleet + "-dead";
  }

  String job(String worker) {
    return "baton." + fleet + ".job." + worker;
  }

  String end(String worker) {
    return "baton." + fleet + ".end." + worker;
  }

  String dead() {
    return "baton." + fleet + ".dead";
  }

  String hello() {
    return "baton." + fleet + ".hello";
  }

  String stop(String worker) {
    return "baton." + fleet + ".stop." + worker;
  }
}
