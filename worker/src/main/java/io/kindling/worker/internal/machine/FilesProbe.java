package io.kindling.worker.internal.machine;

import io.kindling.data.DataException;
import io.kindling.io.Location;
import io.kindling.io.internal.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads the first byte of files.
 *
 * @param files their paths or URIs
 * @param hadoop settings of the file system
 */
public record FilesProbe(List<String> files, Map<String, String> hadoop) implements RowProbe {
    private static final int MOST = 16;

    public FilesProbe {
        files = List.copyOf(files);
        hadoop = Map.copyOf(hadoop);
    }

    /** Tries some of the files, the first and the last among them: on another machine, all or a whole disk's are missing. */
    public static FilesProbe ofSome(List<String> files, Map<String, String> hadoop) {
        int tried = Math.min(MOST, files.size());
        return new FilesProbe(
                IntStream.range(0, tried)
                        .mapToObj(number ->
                                files.get(tried == 1 ? 0 : (int) ((long) number * (files.size() - 1) / (tried - 1))))
                        .toList(),
                hadoop);
    }

    @Override
    public void read() {
        for (String file : files) {
            try (InputStream in = Location.of(file, hadoop).open()) {
                in.read();
            } catch (IOException failed) {
                throw new DataException("Cannot read " + file + ": " + Reason.of(failed), failed);
            }
        }
    }
}
