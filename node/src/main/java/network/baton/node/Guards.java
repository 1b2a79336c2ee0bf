package network.baton.node;

import network.baton.node.store.Lives;

/**
 * Who watches whether this node may claim at all (specs/claiming.md): its key elsewhere, its clock,
 * its version.
 */
record Guards(OwnKeyWatch ownKey, ClockWatch clock, VersionWatch versions) {

  /** Has read the versions that the registry wants. */
  static Guards of(NodeBase base, Closing closing) {
    var ownKey =
        closing.add(
            new OwnKeyWatch(
                new OwnKeyWatch.Terms(
                    base.setup().leaseKey().address(),
                    base.rules(),
                    base.network().leaseSettings().keepSlots(),
                    base.network().leaseSettings().beatOldMs(),
                    base.setup().file().safety().slots()),
                base.record(),
                new Lives(base.store(), base.dataDir()),
                base.clock()::nowMs));
    var versions = new VersionWatch(Version.NUMBER, base.contracts()::versions);
    versions.read();
    return new Guards(ownKey, new ClockWatch(base.clock()), versions);
  }
}
