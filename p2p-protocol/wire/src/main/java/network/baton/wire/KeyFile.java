package network.baton.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import network.baton.lease.Hash32;

/** A secret of 32 bytes in a file of its own: 64 hex digits and a line end. */
final class KeyFile {
  private static final int DIGITS = 64;

  /** Enough for the digits, {@code 0x} and blanks around them; a longer file is refused unread. */
  private static final int FILE_BYTES_MAX = 256;

  private KeyFile() {}

  static Hash32 read(Path file) throws KeyFileException {
    String text;
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new KeyFileException(file, "expected 64 hex digits, found a longer file");
      }
      text = Files.readString(file, ISO_8859_1).strip();
    } catch (NoSuchFileException missing) {
      throw new KeyFileException(file, "there is no such file");
    } catch (KeyFileException refused) {
      throw refused;
    } catch (IOException unreadable) {
      // The cause's class says what went wrong; its message might quote content.
      throw new KeyFileException(
          file, "cannot be read (" + unreadable.getClass().getSimpleName() + ")");
    }
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    if (digits.length() != DIGITS) {
      throw new KeyFileException(
          file, "expected 64 hex digits, found " + digits.length() + " characters");
    }
    for (int i = 0; i < DIGITS; i++) {
      if (!HexFormat.isHexDigit(digits.charAt(i))) {
        throw new KeyFileException(
            file, "expected 64 hex digits, character " + (i + 1) + " is not one");
      }
    }
    return Hash32.fromHex(digits);
  }

  static void write(Path file, Hash32 secret) throws IOException {
    byte[] text = (secret.toHex().substring(2) + "\n").getBytes(ISO_8859_1);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownerOnly(file))) {
      ByteBuffer buffer = ByteBuffer.wrap(text);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException exists) {
      throw new KeyFileException(file, "exists already and is not replaced");
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
