package io.kindling.driver.table.internal;

import io.kindling.io.internal.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Scans a partition's lines, each of which comes with its file and block. The result is the partition's blocks, each as JSON.
 */
final class ScanLines implements FlatMapFunction<Iterator<InternalRow>, String> {
    private static final long serialVersionUID = 1L;

    private static final RowLayout LAYOUT =
            new RowLayout(List.of(new RowLayout.Part("value", RowLayout.Kind.TEXT)), null, null, false, true);

    @Override
    public Iterator<String> call(Iterator<InternalRow> partition) {
        List<Scan> scans = new ArrayList<>();
        BlockRows lines = new BlockRows(partition, LAYOUT);
        while (lines.hasNext()) {
            InternalRow line = lines.next();
            if (lines.row() == 0) {
                scans.add(new Scan(lines.block()));
            }
            scans.get(scans.size() - 1).add(line.getString(0));
        }
        return scans.stream().map(scan -> Json.compact(scan.block().asConfig())).iterator();
    }

    /** The block that is being read. */
    private static final class Scan {
        private final Block.At at;
        private long lines;
        private @Nullable String header;
        private @Nullable String open;

        Scan(Block.At at) {
            this.at = at;
        }

        void add(String line) {
            if (open != null || line.isBlank()) {
                return;
            }
            if (lines == 0 && at.start() == 0) {
                header = line;
            }
            if (line.indexOf('"') >= 0 && CsvLine.of(line).open()) {
                open = line;
            } else {
                lines++;
            }
        }

        CsvBlock block() {
            return new CsvBlock(at, lines, Optional.ofNullable(header), Optional.ofNullable(open));
        }
    }
}
