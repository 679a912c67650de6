package io.kindling.driver.table;

import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.BlockRows;
import io.kindling.driver.table.internal.LabelSummary;
import io.kindling.driver.table.internal.RowError;
import io.kindling.driver.table.internal.RowReader;
import io.kindling.driver.table.internal.RowsChecksum;
import io.kindling.io.internal.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Validates and counts a partition's rows. The result is the partition's blocks, each as JSON. */
final class ScanBlocks implements FlatMapFunction<Iterator<InternalRow>, String> {
    private static final long serialVersionUID = 1L;

    private final TableRules rules;

    ScanBlocks(TableRules rules) {
        this.rules = rules;
    }

    @Override
    public Iterator<String> call(Iterator<InternalRow> partition) {
        List<Scan> scans = new ArrayList<>();
        BlockRows rows = new BlockRows(partition, rules.layout());
        RowCheck check = new RowCheck(rules);
        while (rows.hasNext()) {
            InternalRow row = rows.next();
            if (rows.row() == 0) {
                scans.add(new Scan(rows.block(), check));
            }
            scans.get(scans.size() - 1).add(row, rows.row());
        }
        return scans.stream().map(scan -> Json.compact(scan.block().asConfig())).iterator();
    }

    /** The block that is being read. */
    private static final class Scan {
        private final Block.At at;
        private final RowCheck check;
        private final LabelSummary labels = new LabelSummary();
        private int[] widths = {};
        private RowsChecksum rows = RowsChecksum.EMPTY;
        private long bad;
        private long lacking;
        private @Nullable RowError flaw;
        private long flawAt;

        Scan(Block.At at, RowCheck check) {
            this.at = at;
            this.check = check;
            check.forgetWidths();
        }

        void add(InternalRow row, long position) {
            RowError found = check.read(row);
            RowReader reader = check.reader();
            if (found != null && reader.lacksValue()) {
                lacking++;
            } else if (found != null) {
                if (bad++ == 0) {
                    flaw = found;
                    flawAt = position;
                }
            } else {
                if (rows.rows() == 0) {
                    widths = reader.widths().clone();
                }
                Object label = reader.label();
                if (label != null) {
                    labels.add(rows.rows(), label);
                }
                rows = rows.add(reader.hash());
            }
        }

        Block block() {
            Block.LeftOut leftOut = new Block.LeftOut(bad, lacking, Optional.ofNullable(flaw), flawAt);
            return new Block(at, rows, Arrays.stream(widths).boxed().toList(), labels, leftOut);
        }
    }
}
