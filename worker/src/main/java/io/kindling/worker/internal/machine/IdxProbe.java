package io.kindling.worker.internal.machine;

import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.worker.internal.IdxRows;
import java.util.Map;

/**
 * Reads the headers of the IDX files in a folder.
 *
 * @param folder the folder's path or URI
 * @param hadoop settings of the file system
 * @param part which of the folder's files
 */
public record IdxProbe(String folder, Map<String, String> hadoop, IdxRows.Part part) implements RowProbe {
    @Override
    public void read() {
        part.of(IdxFolder.open(Location.of(folder, hadoop)));
    }
}
