package io.kindling.driver.table.internal;

import io.kindling.io.internal.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Scans a partition's lines, each of which comes with its file and block. The result is the partition's blocks, each as JSON.
 */
final class ScanLines implements FlatMapFunction<Iterator<InternalRow>, String> {
    private static final long serialVersionUID = 1L;

    private final LineFormat format;
    private final CsvDialect dialect;

    /** @param dialect that of CSV files */
    ScanLines(LineFormat format, CsvDialect dialect) {
        this.format = format;
        this.dialect = dialect;
    }

    @Override
    public Iterator<String> call(Iterator<InternalRow> partition) {
        List<Scan> scans = new ArrayList<>();
        BlockRows lines = new BlockRows(partition, CsvLines.LAYOUT);
        while (lines.hasNext()) {
            InternalRow line = lines.next();
            if (lines.row() == 0) {
                scans.add(new Scan(lines.block(), format, dialect));
            }
            scans.get(scans.size() - 1).add(line.getUTF8String(0));
        }
        return scans.stream().map(scan -> Json.compact(scan.block().asConfig())).iterator();
    }

    /** The block that is being read. */
    static final class Scan {
        private final Block.At at;
        private final LineFormat format;
        private final CsvDialect dialect;
        private long lines;
        private int mostValues;
        private @Nullable String header;
        private @Nullable String flaw;

        Scan(Block.At at, LineFormat format, CsvDialect dialect) {
            this.at = at;
            this.format = format;
            this.dialect = dialect;
        }

        void add(UTF8String bytes) {
            if (flaw != null) {
                return;
            }
            String line = bytes.toString();
            Optional<String> rule = format.flaw(bytes, line, dialect);
            if (rule.isPresent()) {
                flaw = RowReader.quoted(line) + " (" + rule.get() + ")";
            } else if (!format.isBlank(line)) {
                addRow(line);
            }
        }

        private void addRow(String line) {
            if (format == LineFormat.CSV) {
                mostValues = Math.max(mostValues, CsvLine.valuesAtMost(line, dialect.delimiter()));
                if (dialect.header() && lines == 0 && at.start() == 0) {
                    header = line;
                }
            }
            lines++;
        }

        LineBlock block() {
            return new LineBlock(at, lines, Optional.ofNullable(header), Optional.ofNullable(flaw), mostValues);
        }
    }
}
