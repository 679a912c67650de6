package io.kindling.driver.internal.run.output;

import io.kindling.driver.internal.Paths;
import io.kindling.io.Location;
import io.kindling.io.Png;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A confusion matrix as an image: one row per true class, one column per predicted class. The darker a cell, the larger its
 * fraction of the row.
 *
 * @param names of the classes
 * @param counts by true class and predicted class
 */
public record ConfusionMatrixImage(List<String> names, long[][] counts) {
    public ConfusionMatrixImage {
        names = List.copyOf(names);
        counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /**
     * Writes the image as PNG.
     *
     * @param path a path or URI
     * @param hadoop file system settings
     * @throws OutputException if it cannot be drawn or written
     */
    public void write(String path, Map<String, String> hadoop) {
        Location file = Paths.location(path, hadoop);
        try {
            Png.write(picture(), file);
        } catch (IOException failed) {
            throw RunFolder.unwritable(file, failed);
        } catch (LinkageError | InternalError failed) {
            throw new OutputException(
                    "Cannot draw " + path + ": Java cannot draw text, since fonts or their libraries are missing ("
                            + failed + ").",
                    failed);
        }
    }

    /** Draws the image. */
    BufferedImage picture() {
        return new ConfusionMatrixDrawing(names, counts).picture();
    }
}
