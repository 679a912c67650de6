package com.acme.fault;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local files under the scheme {@code partly}, which processes with the variable {@code LACKS_FILES} do not see. */
public final class PartlyVisible extends RawLocalFileSystem {
    @Override
    public URI getUri() {
        return URI.create("partly:///");
    }

    @Override
    public String getScheme() {
        return "partly";
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return System.getenv("LACKS_FILES") == null && super.exists(path);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        if (System.getenv("LACKS_FILES") != null) {
            throw new FileNotFoundException(path + " does not exist");
        }
        return super.getFileStatus(path);
    }
}
