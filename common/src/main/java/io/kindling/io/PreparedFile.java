package io.kindling.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * A complete file under a temporary name beside its place. Moving it in place needs no space on the disk. It is deleted when
 * closed, or when the process is terminated, unless it was moved in place.
 */
public final class PreparedFile implements AutoCloseable {
    private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.tmp");

    private final FileSystem fileSystem;
    private final Path temporary;
    private final Path place;
    private final long bytes;
    private final String sha256;
    private boolean moved;

    private PreparedFile(FileSystem fileSystem, Path temporary, Path place, long bytes, String sha256) {
        this.fileSystem = fileSystem;
        this.temporary = temporary;
        this.place = place;
        this.bytes = bytes;
        this.sha256 = sha256;
    }

    /** Returns whether a file of this name is left over by a process that was killed. */
    public static boolean isTemporary(String name) {
        return TEMPORARY.matcher(name).matches();
    }

    static PreparedFile write(FileSystem fileSystem, Path place, Location.Content content) throws IOException {
        Path temporary = temporary(place);
        MessageDigest digest = Location.sha256Digest();
        try (HadoopOutputStream file = new HadoopOutputStream(fileSystem.create(temporary, false))) {
            fileSystem.deleteOnExit(temporary);
            DigestOutputStream out = new DigestOutputStream(file, digest);
            content.writeTo(out);
            out.flush();
            file.sync();
        } catch (Throwable failed) {
            discard(fileSystem, temporary, failed);
            throw failed;
        }
        return new PreparedFile(
                fileSystem,
                temporary,
                place,
                fileSystem.getFileStatus(temporary).getLen(),
                HexFormat.of().formatHex(digest.digest()));
    }

    private static Path temporary(Path place) {
        return new Path(place.getParent(), "." + place.getName() + "." + UUID.randomUUID() + ".tmp");
    }

    /**
     * Puts the start of a file in place, from which it grows.
     *
     * @return the file to write the rest to; empty if nothing of it would be visible before it is closed
     */
    static Optional<HadoopOutputStream> grow(FileSystem fileSystem, Path place, byte[] start) throws IOException {
        Path temporary = temporary(place);
        HadoopOutputStream file = new HadoopOutputStream(fileSystem.create(temporary, false));
        try {
            fileSystem.deleteOnExit(temporary);
            boolean visible = file.isVisibleWhenFlushed();
            if (visible) {
                file.write(start);
                file.makeVisible();
                // The file goes on under its new name: local disks and HDFS know an open file by its number.
                new PreparedFile(fileSystem, temporary, place, start.length, "").replace();
            } else {
                file.close();
                fileSystem.delete(temporary, false);
            }
            fileSystem.cancelDeleteOnExit(temporary);
            return visible ? Optional.of(file) : Optional.empty();
        } catch (Throwable failed) {
            try {
                file.close();
            } catch (IOException second) {
                failed.addSuppressed(second);
            }
            discard(fileSystem, temporary, failed);
            throw failed;
        }
    }

    private static void discard(FileSystem fileSystem, Path temporary, Throwable failed) {
        try {
            fileSystem.delete(temporary, false);
            fileSystem.cancelDeleteOnExit(temporary);
        } catch (IOException second) {
            failed.addSuppressed(second);
        }
    }

    /** The name of the file before it is moved in place. */
    public String temporaryName() {
        return temporary.getName();
    }

    /** The length of the file. */
    public long bytes() {
        return bytes;
    }

    /** The SHA-256 of the file's bytes, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /**
     * Moves the file in place, atomically where the file system can; replaces an older file. Where the file system cannot rename,
     * as some object stores, the file is copied: there, a file is visible only once it is complete.
     */
    public void replace() throws IOException {
        if (rename() || (fileSystem.exists(place) && overwrite())) {
            moved = true;
        } else {
            copy(true);
        }
    }

    /** Returns whether the file system has renamed the file; it may do so only if there is none of that name. */
    private boolean rename() throws IOException {
        try {
            return fileSystem.rename(temporary, place);
        } catch (UnsupportedOperationException withoutRename) {
            return false;
        }
    }

    /** Replaces an existing file. HDFS does not rename onto one unless told to, and says so only in the return value. */
    private boolean overwrite() throws IOException {
        try {
            FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf())
                    .rename(
                            fileSystem.makeQualified(temporary),
                            fileSystem.makeQualified(place),
                            Options.Rename.OVERWRITE);
            return true;
        } catch (UnsupportedFileSystemException | UnsupportedOperationException withoutOverwriting) {
            return fileSystem.delete(place, false) && rename();
        }
    }

    /** Copies the file in place; if that fails, nothing stays there. */
    private void copy(boolean replacing) throws IOException {
        try (HadoopOutputStream out = new HadoopOutputStream(fileSystem.create(place, replacing));
                InputStream in = fileSystem.open(temporary)) {
            in.transferTo(out);
            out.sync();
        } catch (FileAlreadyExistsException present) {
            throw present;
        } catch (Throwable failed) {
            discard(fileSystem, place, failed);
            throw failed;
        }
    }

    /**
     * Moves the file in place unless there is one. Of several concurrent writers, exactly one succeeds.
     *
     * @return false if there is one
     */
    public boolean putNew() throws IOException {
        if (fileSystem instanceof LocalFiles local) {
            return link(
                    local.pathToFile(temporary).toPath(),
                    local.pathToFile(place).toPath());
        }
        try {
            if (fileSystem.exists(place)) {
                return false;
            }
            moved = rename();
            if (!moved) {
                copy(false);
            }
            return true;
        } catch (FileAlreadyExistsException present) {
            return false;
        }
    }

    /** On a local disk, a rename replaces an existing file. */
    private static boolean link(java.nio.file.Path from, java.nio.file.Path to) throws IOException {
        try {
            try {
                Files.createLink(to, from);
            } catch (UnsupportedOperationException | FileSystemException withoutLinks) {
                Files.copy(from, to);
            }
            return true;
        } catch (java.nio.file.FileAlreadyExistsException present) {
            return false;
        }
    }

    /** Deletes the file unless it was moved in place. */
    @Override
    public void close() throws IOException {
        if (!moved) {
            fileSystem.delete(temporary, false);
        }
        fileSystem.cancelDeleteOnExit(temporary);
    }
}
