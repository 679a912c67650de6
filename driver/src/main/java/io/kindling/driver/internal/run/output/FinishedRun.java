package io.kindling.driver.internal.run.output;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.driver.internal.Paths;
import io.kindling.io.Location;
import io.kindling.io.internal.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** The result of a run that has finished. */
public final class FinishedRun {
    private static final int MAX_BYTES = 64 << 20;

    private FinishedRun() {}

    /**
     * Reads the result of the run in a folder; empty if it has not finished, or has fewer epochs: a longer one is continued.
     *
     * @param epochs the epochs that are asked for
     * @param hadoop file system settings
     */
    public static Optional<JsonNode> result(String path, int epochs, Map<String, String> hadoop) {
        Location folder = Paths.location(path, hadoop);
        Location file = folder.child(RunFolder.RESULT);
        try {
            return file.exists() && RunLock.read(folder).isEmpty()
                    ? Optional.of(JsonText.parse(text(file)))
                            .filter(result -> result.path("epochs").size() >= epochs)
                    : Optional.empty();
        } catch (IOException failed) {
            throw new OutputException("Cannot read " + file + ": " + failed.getMessage(), failed);
        }
    }

    private static String text(Location file) throws IOException {
        try (InputStream in = file.open()) {
            return Json.decode(in.readNBytes(MAX_BYTES), file.name());
        }
    }
}
