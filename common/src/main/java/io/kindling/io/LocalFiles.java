package io.kindling.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The local files of the machine, written as other programs write them: without checksum files, and with the
 * permissions that result from the process's umask. Hadoop would set its own permissions on each file, and start a
 * process to do so if its native library is missing.
 */
final class LocalFiles extends RawLocalFileSystem {
    private static final class Shared {
        private static final LocalFiles FILES = opened();
    }

    private LocalFiles() {}

    /** Returns the file system of this process. */
    static LocalFiles get() {
        return Shared.FILES;
    }

    private static LocalFiles opened() {
        LocalFiles files = new LocalFiles();
        try {
            files.initialize(FsConstants.LOCAL_FS_URI, new Configuration());
        } catch (IOException failed) {
            throw new UncheckedIOException("Cannot open the local file system", failed);
        }
        // Closing deletes the files marked for deletion at exit. Hadoop closes only the file systems in its own cache.
        ShutdownHookManager.get().addShutdownHook(files::closeAtEnd, FileSystem.SHUTDOWN_HOOK_PRIORITY);
        return files;
    }

    private void closeAtEnd() {
        try {
            close();
        } catch (IOException ignored) {
            // Nothing can be done: the process is ending.
        }
    }

    /** Does nothing: {@link Location} sets no permissions; only Hadoop does, for everything it creates. */
    @Override
    public void setPermission(Path path, FsPermission permission) {}
}
