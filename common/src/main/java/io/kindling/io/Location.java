package io.kindling.io;

import io.kindling.config.DidYouMean;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * A file or folder, existing or not, on any file system that Hadoop supports. A path without a scheme is on Hadoop's
 * default file system, which is the local one unless configured.
 */
public final class Location {
    /** Writes a file's bytes. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static final int BUFFER_BYTES = 1 << 16;

    private final Configuration configuration;
    private final Path path;

    private Location(Configuration configuration, Path path) {
        this.configuration = configuration;
        this.path = path;
    }

    /** Returns the location of a path or URI, with the Hadoop configuration on the class path. */
    public static Location of(String pathOrUri) {
        return of(pathOrUri, Map.of());
    }

    /**
     * Returns the location of a path or URI, with Hadoop settings that override the configuration on the class path.
     *
     * @throws IllegalArgumentException if the path is invalid
     */
    public static Location of(String pathOrUri, Map<String, String> settings) {
        Configuration configuration = new Configuration();
        settings.forEach(configuration::set);
        try {
            return new Location(configuration, new Path(pathOrUri));
        } catch (IllegalArgumentException invalid) {
            boolean colon = String.valueOf(invalid.getMessage()).contains("Relative path in absolute URI");
            throw new IllegalArgumentException(
                    "Invalid path: '" + pathOrUri + "' ("
                            + (colon ? "Hadoop takes no colon in the name of a file: rename it" : invalid.getMessage())
                            + ")",
                    invalid);
        }
    }

    /** Returns a file or folder in this folder. */
    public Location child(String name) {
        return new Location(configuration, new Path(path, name));
    }

    /**
     * Returns the folder of this file or folder, by its full path.
     *
     * @throws IOException if this is the root of its file system
     */
    public Location parent() throws IOException {
        Path parent = fileSystem().makeQualified(path).getParent();
        if (parent == null) {
            throw new IOException(this + " is not in a folder");
        }
        return new Location(configuration, parent);
    }

    /** Returns the last component of the path. */
    public String name() {
        return path.getName();
    }

    /** Returns the full URI including the file system, which means the same on every machine. */
    public String uri() throws IOException {
        return fileSystem().makeQualified(path).toString();
    }

    public boolean exists() throws IOException {
        return fileSystem().exists(path);
    }

    public boolean isFolder() throws IOException {
        try {
            return fileSystem().getFileStatus(path).isDirectory();
        } catch (FileNotFoundException absent) {
            return false;
        }
    }

    /** Returns the file's length in bytes. */
    public long length() throws IOException {
        FileStatus status = fileSystem().getFileStatus(path);
        if (status.isDirectory()) {
            throw new FileNotFoundException(this + " is a folder, not a file");
        }
        return status.getLen();
    }

    /** Returns the names in this folder, sorted; empty if it is not a folder. */
    public List<String> list() throws IOException {
        if (!isFolder()) {
            return List.of();
        }
        return Arrays.stream(fileSystem().listStatus(path))
                .map(status -> status.getPath().getName())
                .sorted()
                .toList();
    }

    /** Returns the sibling most similar in name to the first missing component of this path, if one is similar. */
    public Optional<String> similarSibling() throws IOException {
        Path missing = fileSystem().makeQualified(path);
        while (missing.getParent() != null && !new Location(configuration, missing.getParent()).exists()) {
            missing = missing.getParent();
        }
        if (missing.getParent() == null) {
            return Optional.empty();
        }
        Location folder = new Location(configuration, missing.getParent());
        return DidYouMean.to(missing.getName(), folder.list())
                .map(near -> folder.child(near).toString().replaceFirst("^file:(?=/)", ""));
    }

    /** Opens the file for buffered reading from its beginning. */
    public InputStream open() throws IOException {
        return new BufferedInputStream(fileSystem().open(path), BUFFER_BYTES);
    }

    /** Returns the whole file; refuses a file of more than {@code maxBytes}. */
    byte[] readAll(int maxBytes) throws IOException {
        long length = length();
        if (length > maxBytes) {
            throw new IOException("it has " + length + " bytes, more than the limit of " + maxBytes);
        }
        try (InputStream in = open()) {
            return in.readNBytes(maxBytes);
        }
    }

    /** Creates this folder and its missing parents. */
    public void createFolder() throws IOException {
        if (!fileSystem().mkdirs(path)) {
            throw new IOException("the file system refused to create folder " + this);
        }
    }

    /** Deletes this file, or this folder with its content; does nothing if it does not exist. */
    public void delete() throws IOException {
        if (!fileSystem().delete(path, true) && exists()) {
            throw new IOException("the file system refused to delete " + this);
        }
    }

    /**
     * Renames this file within its folder, which takes no space on the disk.
     *
     * @return false if there is no such file, or if the file system cannot rename
     */
    public boolean rename(String name) throws IOException {
        try {
            return fileSystem().rename(path, new Path(path.getParent(), name));
        } catch (FileNotFoundException | UnsupportedOperationException absent) {
            return false;
        }
    }

    /** Creates a file, replacing an older one; readers see what was flushed. */
    public OutputStream create() throws IOException {
        return visible(new HadoopOutputStream(fileSystem().create(path, true)));
    }

    private static OutputStream visible(HadoopOutputStream file) {
        return new FilterOutputStream(file) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                file.write(bytes, from, length);
            }

            @Override
            public void flush() throws IOException {
                file.makeVisible();
            }
        };
    }

    /**
     * Begins a file that others read while it grows. Its start is in place, instead of an older file, as by {@link #write}, so
     * that it is never lost; whatever is written to the result follows it, and readers see it when it is flushed.
     *
     * @return empty if the file system shows a file only once it is closed, as object stores do
     */
    public Optional<OutputStream> grow(byte[] start) throws IOException {
        Optional<HadoopOutputStream> growing = PreparedFile.grow(fileSystem(), path, start);
        if (growing.isEmpty()) {
            write(out -> out.write(start));
        }
        return growing.map(Location::visible);
    }

    /**
     * Writes the file atomically: to a temporary file beside it, which is then renamed. An older file of that name
     * stays intact until the new one is complete. If the process is terminated meanwhile, the temporary file is
     * deleted.
     *
     * @return the SHA-256 of the bytes, in hexadecimal
     */
    public String write(Content content) throws IOException {
        try (PreparedFile file = prepare(content)) {
            file.replace();
            return file.sha256();
        }
    }

    /** Copies the file, replacing an older one atomically. */
    public void copyTo(Location target) throws IOException {
        target.write(out -> {
            try (InputStream in = open()) {
                in.transferTo(out);
            }
        });
    }

    /** Writes the file under a temporary name, from which it is still to be moved in place. */
    public PreparedFile prepare(Content content) throws IOException {
        if (isFolder()) {
            throw new IOException("there is a folder named " + this);
        }
        return PreparedFile.write(fileSystem(), path, content);
    }

    /** Returns the SHA-256 of the file's bytes, in hexadecimal. */
    public String sha256() throws IOException {
        MessageDigest digest = sha256Digest();
        try (InputStream in = open()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Cannot hash: every JDK has SHA-256.", impossible);
        }
    }

    private FileSystem fileSystem() throws IOException {
        FileSystem fileSystem = fileSystem(path, configuration);
        return fileSystem.getScheme().equals("file") ? LocalFiles.get() : fileSystem;
    }

    private static FileSystem fileSystem(Path path, Configuration configuration) throws IOException {
        try {
            return path.getFileSystem(configuration);
        } catch (UnsupportedFileSystemException missing) {
            throw new MissingFileSystemException(path.toString(), missing);
        } catch (IllegalArgumentException unusable) {
            // HDFS throws this if the host is unknown, or if the URI has no host.
            throw new IOException(
                    unusable.getCause() instanceof UnknownHostException unknown
                            ? "no host '" + unknown.getMessage() + "' is known"
                            : String.valueOf(unusable.getMessage()),
                    unusable);
        } catch (Exception failed) {
            if (failed.getCause() instanceof ClassNotFoundException) {
                throw new MissingFileSystemException(path.toString(), failed);
            }
            throw failed;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Location location && path.equals(location.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    /** Returns the path as given. */
    @Override
    public String toString() {
        return path.toString();
    }
}
