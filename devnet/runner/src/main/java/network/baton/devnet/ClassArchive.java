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
import java.util.concurrent.TimeUnit;

/**
 * A class data sharing archive for the nodes' JVMs: the first node of a fresh build writes it when
 * it is up, all later starts take a third less processor time. Without it nodes only start more
 * slowly, so that nothing here is an error.
 */
final class ClassArchive {
  /** The JVM writes some 60 MB. */
  private static final long WRITE_MAX_S = 60;

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

  /** Options for a node's JVM: to use the archive, or to be able to write it. */
  List<String> jvmOptions() {
    return List.of(isThere() ? "-XX:SharedArchiveFile=" + file : "-XX:+RecordDynamicDumpInfo");
  }

  /** Lets a running node write the archive. Answers whether it did. */
  boolean write(long pid) throws DevnetException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Path fresh = file.resolveSibling(file.getFileName() + "." + pid);
    try {
      Process process =
          new ProcessBuilder(
                  jcmd.toString(),
                  Long.toString(pid),
                  "VM.cds",
                  "dynamic_dump",
                  fresh.toAbsolutePath().toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(WRITE_MAX_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      if (Files.isRegularFile(fresh)) {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return isThere();
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted", e);
    }
  }
}
