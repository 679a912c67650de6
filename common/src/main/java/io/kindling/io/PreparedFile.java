package io.kindling.io;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

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
        Path temporary = new Path(place.getParent(), "." + place.getName() + "." + UUID.randomUUID() + ".tmp");
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

    /** Moves the file in place, atomically where the file system can; replaces an older file. */
    public void replace() throws IOException {
        // HDFS does not rename onto an existing file, and reports this only in the return value.
        moved = fileSystem.rename(temporary, place)
                || (fileSystem.exists(place) && fileSystem.delete(place, false) && fileSystem.rename(temporary, place));
        if (!moved) {
            throw new IOException("the file system refused to rename " + temporary.getName() + " to " + place);
        }
    }

    /**
     * Moves the file in place unless there is one. Of several concurrent writers, exactly one succeeds.
     *
     * @return false if there is one
     */
    public boolean putNew() throws IOException {
        if (fileSystem instanceof RawLocalFileSystem local) {
            return link(
                    local.pathToFile(temporary).toPath(),
                    local.pathToFile(place).toPath());
        }
        try {
            moved = !fileSystem.exists(place) && fileSystem.rename(temporary, place);
            return moved;
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
