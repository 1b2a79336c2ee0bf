package network.baton.node.chain;

/**
 * What the registry says about releases, as numbers: 1,000,000 for each major version, 1,000 for
 * each minor one (C-06 to C-08).
 *
 * @param minimum older releases stop claiming
 * @param noticed older releases warn their operator with the notice
 */
public record RegistryVersions(long minimum, long noticed, String notice) {
  public static final RegistryVersions NONE = new RegistryVersions(0, 0, "");
}
