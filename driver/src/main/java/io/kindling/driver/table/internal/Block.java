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

/**
 * The result of scanning one block: a byte range of a file, whose rows one task reads in file order. If a table is not in
 * files, each of its partitions is a block.
 *
 * @param at the block's position
 * @param checksum that of its valid rows
 * @param widths number of features from each column, in the block's first row
 * @param labels summary of the labels
 * @param leftOut the rows that are none of them
 */
public record Block(At at, RowsChecksum checksum, List<Integer> widths, LabelSummary labels, LeftOut leftOut) {
    /**
     * The rows of a block that cannot be used.
     *
     * @param bad the number of invalid rows
     * @param lacking the number of rows that are left out for a null among their features
     * @param flaw error of the first invalid row
     * @param flawAt the number of that row among all rows of the block
     */
    public record LeftOut(long bad, long lacking, Optional<RowError> flaw, long flawAt) {
        /** No rows. */
        public static final LeftOut NONE = new LeftOut(0, 0, Optional.empty(), 0);

        Config asConfig() {
            Config config = Config.of("bad", bad, "lacking", lacking);
            return flaw.map(found -> config.with("what", found.what())
                            .with("found", found.found())
                            .with("at", flawAt))
                    .orElse(config);
        }

        static LeftOut from(Config config) {
            boolean flawed = config.has("what");
            return new LeftOut(
                    config.longInteger("bad"),
                    config.longInteger("lacking"),
                    flawed
                            ? Optional.of(new RowError(config.string("what"), config.string("found")))
                            : Optional.empty(),
                    flawed ? config.longInteger("at") : 0);
        }
    }

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

    /** The number of valid rows. */
    public long rows() {
        return checksum.rows();
    }

    /** The number of all rows. */
    public long allRows() {
        return rows() + leftOut.bad() + leftOut.lacking();
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
        values.put("left_out", leftOut.asConfig());
        return Config.of(values);
    }

    public static Block from(Config config) {
        return new Block(
                new At(config.string("file"), config.longInteger("start")),
                new RowsChecksum(config.longInteger("checksum"), config.longInteger("rows")),
                config.integers("widths"),
                LabelSummary.from(config.config("labels")),
                LeftOut.from(config.config("left_out")));
    }
}
