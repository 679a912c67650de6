package io.kindling.driver.internal.run.result;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of generating images.
 *
 * @param count number of images
 * @param seed the seed of the random numbers
 * @param output the output folder
 * @param grid the file name of the image that shows all of them
 * @param seconds time to compute the images, without reading and writing
 */
public record GenerationResult(int count, long seed, String output, String grid, double seconds) {
    /** Returns the object that {@code --json} prints. */
    public Map<String, Object> asJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "generate");
        json.put("count", count);
        json.put("seed", seed);
        json.put("output", output);
        json.put("grid", grid);
        json.put("seconds", seconds);
        return json;
    }
}
