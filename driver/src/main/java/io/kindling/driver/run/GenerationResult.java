package io.kindling.driver.run;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was generated.
 *
 * @param count how many images
 * @param seed where their random numbers started
 * @param output the folder
 * @param grid the name of the picture of all of them
 * @param seconds the time it took to compute them, without reading and writing
 */
public record GenerationResult(int count, long seed, String output, String grid, double seconds) {
    /** The object that {@code --json} prints. */
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
