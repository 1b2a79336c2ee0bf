package network.baton.devnet;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A class data sharing archive for the nodes' JVMs: a first node of a fresh build is started only
 * to write it, all later starts take a third less processor time. Without it nodes only start more
 * slowly, so that nothing here is an error.
 */
final class ClassArchive {
  private final Path file;

  private ClassArchive(Path file) {
    this.file = file;
  }

  /**
   * The archive for this class path as its files are now; another build has another.
   *
   * @param folder where archives are kept; those of other builds are deleted
   */
  static ClassArchive in(Path folder, String classPath) throws DevnetException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(System.getProperty("java.vm.version", "").getBytes(StandardCharsets.UTF_8));
      for (String part : classPath.split(File.pathSeparator, -1)) {
        long modified = Files.getLastModifiedTime(Path.of(part)).toMillis();
        digest.update((part + " " + modified + "\n").getBytes(StandardCharsets.UTF_8));
      }
      String name = "node-" + HexFormat.of().formatHex(digest.digest(), 0, 8) + ".jsa";
      Files.createDirectories(folder);
      try (var others = Files.newDirectoryStream(folder, "node-*.jsa")) {
        for (Path other : others) {
          if (!other.getFileName().toString().equals(name)) {
            Files.deleteIfExists(other);
          }
        }
      }
      return new ClassArchive(folder.resolve(name));
    } catch (IOException e) {
      throw new DevnetException("cannot keep the nodes' class archive in " + folder, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  boolean isThere() {
    return Files.isRegularFile(file);
  }

  /** Options for a node's JVM. */
  List<String> jvmOptions() {
    return isThere() ? List.of("-XX:SharedArchiveFile=" + file) : List.of();
  }

  /**
   * Options for the JVM of a node that is started only to write the archive when it ends. A JVM
   * that wrote one while it runs must not go on: Temurin 25.0.3 crashes then.
   */
  List<String> writingOptions() {
    return List.of("-XX:ArchiveClassesAtExit=" + fresh());
  }

  private Path fresh() {
    return file.resolveSibling(file.getFileName() + ".fresh");
  }

  /** Takes over what a node wrote at its end. Answers whether there is an archive now. */
  boolean adopt() {
    try {
      Files.move(fresh(), file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      return isThere(); // nothing was written, or another run was quicker
    }
    return true;
  }
}
