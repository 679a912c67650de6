package io.kindling.driver.table;

import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.BlockRows;
import io.kindling.driver.table.internal.LabelSummary;
import io.kindling.driver.table.internal.RowError;
import io.kindling.driver.table.internal.RowLayout;
import io.kindling.driver.table.internal.RowReader;
import io.kindling.driver.table.internal.RowsChecksum;
import io.kindling.io.internal.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Validates and counts a partition's rows. The result is the partition's blocks, each as JSON. */
final class ScanBlocks implements FlatMapFunction<Iterator<InternalRow>, String> {
    private static final long serialVersionUID = 1L;

    private final RowLayout layout;
    private final @Nullable Labels known;

    /** @param known the required meaning of the labels; null to infer it */
    ScanBlocks(RowLayout layout, @Nullable Labels known) {
        this.layout = layout;
        this.known = known;
    }

    @Override
    public Iterator<String> call(Iterator<InternalRow> partition) {
        List<Scan> scans = new ArrayList<>();
        BlockRows rows = new BlockRows(partition, layout);
        RowReader reader = new RowReader(layout);
        @Nullable LabelIndexer codes = known == null ? null : new LabelIndexer(known);
        while (rows.hasNext()) {
            InternalRow row = rows.next();
            if (rows.row() == 0) {
                scans.add(new Scan(rows.block()));
            }
            scans.get(scans.size() - 1).add(row, reader, codes);
        }
        return scans.stream().map(scan -> Json.compact(scan.block().asConfig())).iterator();
    }

    /** The block that is being read. */
    private final class Scan {
        private final Block.At at;
        private final LabelSummary labels = new LabelSummary();
        private int[] widths = {};
        private RowsChecksum rows = RowsChecksum.EMPTY;
        private @Nullable RowError flaw;

        Scan(Block.At at) {
            this.at = at;
        }

        void add(InternalRow row, RowReader reader, @Nullable LabelIndexer codes) {
            if (flaw != null) {
                return;
            }
            flaw = reader.read(row);
            if (flaw == null && rows.rows() == 0) {
                widths = reader.widths().clone();
            }
            if (flaw == null) {
                flaw = otherWidth(reader.widths());
            }
            Object label = reader.label();
            if (flaw == null && label != null) {
                labels.add(rows.rows(), label);
                flaw = codes == null || codes.of(label) != null ? null : unseen(label);
            }
            if (flaw == null) {
                rows = rows.add(reader.hash());
            }
        }

        private @Nullable RowError otherWidth(int[] found) {
            int column = Arrays.mismatch(widths, found);
            return column < 0
                    ? null
                    : new RowError(
                            "feature '" + layout.features().get(column).name() + "'",
                            found[column] + " numbers (earlier rows have " + widths[column] + ")");
        }

        private RowError unseen(Object label) {
            String shown = label instanceof String text ? RowReader.quoted(text) : label.toString();
            return new RowError(
                    "label '" + Objects.requireNonNull(layout.label()).name() + "'", shown + " (" + known + ")");
        }

        Block block() {
            return new Block(at, rows, Arrays.stream(widths).boxed().toList(), labels, Optional.ofNullable(flaw));
        }
    }
}
