package io.kindling.driver.table.internal;

import io.kindling.config.Config;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The result of scanning one block of a CSV file.
 *
 * @param at the block's position
 * @param lines number of lines, not counting blank ones; if a line is open, the number of lines before it
 * @param header the file's first line, if the block begins with it
 * @param open the first line with a quoted value that continues on the next line
 */
record CsvBlock(Block.At at, long lines, Optional<String> header, Optional<String> open) {
    Config asConfig() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("file", at.file());
        values.put("start", at.start());
        values.put("lines", lines);
        header.ifPresent(line -> values.put("header", line));
        open.ifPresent(line -> values.put("open", line));
        return Config.of(values);
    }

    static CsvBlock from(Config config) {
        return new CsvBlock(
                new Block.At(config.string("file"), config.longInteger("start")),
                config.longInteger("lines"),
                config.optionalString("header"),
                config.optionalString("open"));
    }
}
