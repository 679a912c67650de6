package io.kindling.io.internal.lock;

import io.kindling.io.Location;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The sign of life of a run: an empty file whose name has the owner of a {@link RunLock} and a number, which counts the
 * renewals. Only its owner writes it. A renewal renames it, which is atomic on local disks and HDFS and works on a full disk.
 */
public final class Heartbeat {
    private static final String PREFIX = ".unfinished-";
    private static final Pattern NAME = Pattern.compile("\\.unfinished-[0-9a-f-]{36}-\\d+");

    private final Location folder;
    private final String owner;
    private long renewals;

    public Heartbeat(Location folder, String owner) {
        this.folder = folder;
        this.owner = owner;
    }

    /** Returns whether a file of this name is one. */
    public static boolean isHeartbeat(String name) {
        return NAME.matcher(name).matches();
    }

    /** Returns those of an owner among the names of files: one, or none once it has ended; for a moment two on some stores. */
    static List<String> of(String owner, List<String> names) {
        return names.stream().filter(name -> isOf(owner, name)).toList();
    }

    static boolean isOf(String owner, String name) {
        return isHeartbeat(name) && name.startsWith(PREFIX + owner + "-");
    }

    private String name() {
        return PREFIX + owner + "-" + renewals;
    }

    public void start() throws IOException {
        folder.child(name()).create().close();
    }

    public void renew() throws IOException {
        Location before = folder.child(name());
        renewals++;
        if (!before.rename(name())) {
            start();
            before.delete();
        }
    }

    void stop() throws IOException {
        for (String name : of(owner, folder.list())) {
            folder.child(name).delete();
        }
    }
}
