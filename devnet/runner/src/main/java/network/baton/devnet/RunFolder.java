package network.baton.devnet;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/** The folder of a run's processes. It is only ever emptied if an earlier run has marked it. */
final class RunFolder {
  private static final String MARK = ".baton-devnet-run";

  private RunFolder() {}

  /** Makes an empty folder, in place of an earlier run's if there is one. */
  static void empty(Path folder) throws DevnetException {
    try {
      if (Files.exists(folder)) {
        delete(folder);
      }
      Files.createDirectories(folder);
      Files.createFile(folder.resolve(MARK));
    } catch (IOException e) {
      throw new DevnetException("cannot prepare " + folder + ": " + e.getMessage(), e);
    }
  }

  static void delete(Path folder) throws DevnetException {
    try {
      if (!Files.exists(folder.resolve(MARK)) && !isEmpty(folder)) {
        throw new DevnetException(
            folder + " holds something that no devnet put there: choose another --report folder");
      }
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      throw new DevnetException("cannot delete " + folder + ": " + e.getMessage(), e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path folder, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
