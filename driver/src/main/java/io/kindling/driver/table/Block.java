package io.kindling.driver.table;

import io.kindling.nn.Config;
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
 * What a task found in a block: the rows of one file from one place to another, read by one task in the file's order. A table
 * that is not in files has its partitions for blocks.
 *
 * @param at where it is
 * @param rows how many rows it has, up to the flaw if there is one
 * @param widths how many features each column gives, in the block's first row
 * @param labels what the labels are
 * @param flaw what is wrong with the first row that cannot be used, which is row {@code rows} of the block
 */
record Block(At at, long rows, List<Integer> widths, LabelSummary labels, Optional<Flaw> flaw) {
    /**
     * The place of a block, in the order of rows: by the bytes of the file's path, then by the place in the file.
     *
     * @param file the file as a URI; empty for a table that is not in files
     * @param start the block's first byte; the partition of a table that is not in files
     */
    record At(String file, long start) implements Comparable<At>, Serializable {
        private static final Comparator<At> ORDER = Comparator.comparing(
                        (At at) -> at.path().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
                .thenComparingLong(At::start);

        @Override
        public int compareTo(At other) {
            return ORDER.compare(this, other);
        }

        /** The file's path as people write it, without the scheme of this machine's own files. */
        String path() {
            if (file.isEmpty()) {
                return file;
            }
            URI uri = URI.create(file);
            return uri.getScheme().equals("file") ? uri.getPath() : uri.getScheme() + ":" + uri.getSchemeSpecificPart();
        }
    }

    int width() {
        return widths.stream().mapToInt(Integer::intValue).sum();
    }

    Config asConfig() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("file", at.file());
        values.put("start", at.start());
        values.put("rows", rows);
        values.put("widths", widths);
        values.put("labels", labels.asConfig());
        flaw.ifPresent(found -> {
            values.put("what", found.what());
            values.put("found", found.found());
        });
        return Config.of(values);
    }

    static Block from(Config config) {
        @Nullable Flaw flaw = config.has("what") ? new Flaw(config.string("what"), config.string("found")) : null;
        return new Block(
                new At(config.string("file"), config.longInteger("start")),
                config.longInteger("rows"),
                config.integers("widths"),
                LabelSummary.from(config.config("labels")),
                Optional.ofNullable(flaw));
    }
}
