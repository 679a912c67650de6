package io.kindling.driver.table.internal;

import com.univocity.parsers.csv.CsvParser;
import io.kindling.driver.table.internal.RowLayout.Part;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Parses a partition's lines with the parser and the settings of Spark's reader. */
final class ParseCsv implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
    private static final long serialVersionUID = 1L;

    private final RowLayout layout;
    private final int width;
    /** For each selected column its position in a line or, from {@code width} on, among the folders. */
    private final int[] positions;

    private final HashMap<String, String> options;

    ParseCsv(RowLayout layout, List<String> columns, List<String> folders, Map<String, String> options) {
        this.layout = layout;
        this.width = columns.size();
        this.options = new HashMap<>(options);
        Map<String, Integer> byName = new HashMap<>();
        columns.forEach(column -> byName.put(column, byName.size()));
        folders.forEach(folder -> byName.put(folder, byName.size()));
        this.positions = layout.parts().stream()
                .map(Part::name)
                .mapToInt(name -> Objects.requireNonNull(byName.get(name)))
                .toArray();
    }

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> partition) {
        return new Rows(new BlockRows(partition, CsvLines.LAYOUT));
    }

    private final class Rows implements Iterator<InternalRow> {
        private final BlockRows lines;
        private final CSVOptions read = CsvDialect.options(options);
        private final CsvParser parser = new CsvParser(read.asParserSettings());
        private boolean header;
        private @Nullable InternalRow next;

        Rows(BlockRows lines) {
            this.lines = lines;
        }

        @Override
        public boolean hasNext() {
            while (next == null && lines.hasNext()) {
                InternalRow row = lines.next();
                if (lines.row() == 0) {
                    header = read.headerFlag() && lines.block().start() == 0;
                }
                String line = row.getString(0);
                if (!LineFormat.CSV.isBlank(line)) {
                    next = header ? null : parsed(line, row);
                    header = false;
                }
            }
            return next != null;
        }

        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException("Cannot read more lines: there are none.");
            }
            InternalRow row = Objects.requireNonNull(next);
            next = null;
            return row;
        }

        private InternalRow parsed(String line, InternalRow row) {
            @Nullable String @Nullable [] values = parser.parseLine(line);
            @Nullable Object[] selected = new @Nullable Object[layout.columns()];
            if (values == null || values.length != width) {
                selected[layout.malformedAt()] = UTF8String.fromString(line);
            } else {
                for (int i = 0; i < positions.length; i++) {
                    selected[i] = positions[i] < width
                            ? text(values[positions[i]])
                            : folder(row, CsvLines.LAYOUT.columns() + positions[i] - width);
                }
            }
            selected[layout.fileAt()] =
                    row.getUTF8String(CsvLines.LAYOUT.fileAt()).clone();
            selected[layout.blockAt()] = row.getLong(CsvLines.LAYOUT.blockAt());
            return new GenericInternalRow(selected);
        }

        /** Spark reads an empty value as null, and the one that stands for null. */
        private @Nullable UTF8String text(@Nullable String value) {
            return value == null || value.equals(read.nullValue()) ? null : UTF8String.fromString(value);
        }

        private static @Nullable UTF8String folder(InternalRow row, int at) {
            return row.isNullAt(at) ? null : row.getUTF8String(at).clone();
        }
    }
}
