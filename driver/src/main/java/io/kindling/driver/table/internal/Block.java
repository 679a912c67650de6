package io.kindling.driver.table.internal;

import io.kindling.config.Config;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of scanning one block: a byte range of a file, whose rows one task reads in file order. If a table is not in
 * files, each of its partitions is a block.
 *
 * @param at the block's position
 * @param checksum that of its rows; if a row is invalid, of the rows before it
 * @param widths number of features from each column, in the block's first row
 * @param labels summary of the labels
 * @param flaw error of the first invalid row, which is row {@code rows} of the block
 */
public record Block(At at, RowsChecksum checksum, List<Integer> widths, LabelSummary labels, Optional<RowError> flaw) {
    /**
     * The position of a block. Positions are ordered like the table's rows: by the bytes of the file's path, then by the offset
     * in the file.
     *
     * @param file the file's URI; empty for a table that is not in files
     * @param start offset of the block's first byte; for a table that is not in files, the partition number
     */
    public record At(String file, long start) implements Comparable<At>, Serializable {
        private static final Comparator<At> ORDER = Comparator.comparing(
                        (At at) -> at.path().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
                .thenComparingLong(At::start);

        @Override
        public int compareTo(At other) {
            return ORDER.compare(this, other);
        }

        /** Returns the file's path as users write it: local files have no {@code file:} scheme. */
        public String path() {
            if (file.isEmpty()) {
                return file;
            }
            URI uri = URI.create(file);
            return uri.getScheme().equals("file") ? uri.getPath() : uri.getScheme() + ":" + uri.getSchemeSpecificPart();
        }
    }

    /** The number of rows; if a row is invalid, the number of rows before it. */
    public long rows() {
        return checksum.rows();
    }

    public int width() {
        return widths.stream().mapToInt(Integer::intValue).sum();
    }

    public Config asConfig() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("file", at.file());
        values.put("start", at.start());
        values.put("rows", rows());
        values.put("checksum", checksum.value());
        values.put("widths", widths);
        values.put("labels", labels.asConfig());
        flaw.ifPresent(found -> {
            values.put("what", found.what());
            values.put("found", found.found());
        });
        return Config.of(values);
    }

    public static Block from(Config config) {
        @Nullable
        RowError flaw = config.has("what") ? new RowError(config.string("what"), config.string("found")) : null;
        return new Block(
                new At(config.string("file"), config.longInteger("start")),
                new RowsChecksum(config.longInteger("checksum"), config.longInteger("rows")),
                config.integers("widths"),
                LabelSummary.from(config.config("labels")),
                Optional.ofNullable(flaw));
    }
}
