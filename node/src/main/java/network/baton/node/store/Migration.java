package network.baton.node.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;

/**
 * Brings the schema of a store forward, never back. A store with something in it is copied to a
 * file beside it first; one that a newer release wrote is refused.
 */
final class Migration {
  private Migration() {}

  static void run(DataSource source, Path database) {
    Flyway flyway =
        Flyway.configure()
            .dataSource(source)
            .locations("classpath:db/migration")
            .failOnMissingLocations(true)
            .load();
    MigrationInfoService info = flyway.info();
    MigrationInfo current = info.current();
    if (current != null && current.getVersion() != null) {
      refuseNewer(info, current.getVersion(), database);
      if (info.pending().length > 0) {
        backUp(source, database, current.getVersion());
      }
    }
    if (info.pending().length > 0) {
      flyway.migrate();
    } else {
      flyway.validate();
    }
  }

  private static void refuseNewer(
      MigrationInfoService info, MigrationVersion present, Path database) {
    MigrationVersion known =
        Arrays.stream(info.all())
            .filter(migration -> migration.getState().isResolved())
            .map(MigrationInfo::getVersion)
            .max(MigrationVersion::compareTo)
            .orElse(MigrationVersion.EMPTY);
    if (present.compareTo(known) > 0) {
      throw new StoreException(
          database
              + " has schema version "
              + present
              + ", this release knows "
              + known
              + "; run the release that wrote it or a newer one");
    }
  }

  /** A copy as of now, log included. An earlier copy of the same version is left alone. */
  private static void backUp(DataSource source, Path database, MigrationVersion version) {
    Path copy = database.resolveSibling(database.getFileName() + ".schema-" + version);
    if (Files.exists(copy)) {
      return;
    }
    Path unfinished = database.resolveSibling(copy.getFileName() + ".part");
    try {
      Files.deleteIfExists(unfinished);
      try (Connection connection = source.getConnection();
          PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
        vacuum.setString(1, unfinished.toString());
        vacuum.execute();
      }
      Files.move(unfinished, copy);
    } catch (IOException | SQLException e) {
      throw new StoreException(
          database + " cannot be copied before its schema changes: " + e.getMessage(), e);
    }
  }
}
