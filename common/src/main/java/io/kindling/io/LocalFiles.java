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
 * The machine's own files, as other programs write them: without checksum files beside them, and with the permissions that the
 * process's umask leaves. Hadoop would set its own on each, and start a process for it where its native library is missing.
 */
final class LocalFiles extends RawLocalFileSystem {
    private static final class Shared {
        private static final LocalFiles FILES = opened();
    }

    private LocalFiles() {}

    /** Those of this process. */
    static LocalFiles get() {
        return Shared.FILES;
    }

    private static LocalFiles opened() {
        LocalFiles files = new LocalFiles();
        try {
            files.initialize(FsConstants.LOCAL_FS_URI, new Configuration());
        } catch (IOException failed) {
            throw new UncheckedIOException("Cannot use local files", failed);
        }
        // Closing deletes what is to be deleted at the end. Hadoop closes only the file systems that it keeps itself.
        ShutdownHookManager.get().addShutdownHook(files::closeAtEnd, FileSystem.SHUTDOWN_HOOK_PRIORITY);
        return files;
    }

    private void closeAtEnd() {
        try {
            close();
        } catch (IOException ignored) {
            // The process ends: nobody is left to be told.
        }
    }

    /** Does nothing: {@link Location} asks for no permissions, only Hadoop does, for whatever it makes. */
    @Override
    public void setPermission(Path path, FsPermission permission) {}
}
