package io.kindling.driver.table.internal;

import io.kindling.config.Config;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The result of scanning one block of a file of lines.
 *
 * @param at the block's position
 * @param lines number of lines, not counting blank ones; if a line is invalid, the number of lines before it
 * @param header the first line of a CSV file, if the block begins with it
 * @param flaw the first invalid line, followed by the rule in parentheses
 * @param mostValues the largest number of values in a line of a CSV file
 */
record LineBlock(Block.At at, long lines, Optional<String> header, Optional<String> flaw, int mostValues) {
    Config asConfig() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("file", at.file());
        values.put("start", at.start());
        values.put("lines", lines);
        values.put("most_values", mostValues);
        header.ifPresent(line -> values.put("header", line));
        flaw.ifPresent(line -> values.put("flaw", line));
        return Config.of(values);
    }

    static LineBlock from(Config config) {
        return new LineBlock(
                new Block.At(config.string("file"), config.longInteger("start")),
                config.longInteger("lines"),
                config.optionalString("header"),
                config.optionalString("flaw"),
                config.integer("most_values"));
    }
}
