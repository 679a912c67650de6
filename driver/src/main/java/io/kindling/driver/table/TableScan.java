package io.kindling.driver.table;

import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.CsvLines;
import io.kindling.io.internal.Json;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** The Spark job that reads a table once. */
final class TableScan {
    private TableScan() {}

    /** Returns the table's blocks, in the order of their rows. */
    static List<Block> of(Selection selection, @Nullable Labels known) {
        return rows(selection).mapPartitions(new ScanBlocks(selection.layout(), known)).collect().stream()
                .map(Json::parse)
                .map(Block::from)
                .sorted(Comparator.comparing(Block::at))
                .toList();
    }

    /** Returns Spark SQL's internal rows, whose numbers are not boxed. */
    static JavaRDD<InternalRow> rows(Selection selection) {
        @Nullable CsvLines lines = selection.lines();
        return lines == null ? selection.rows().queryExecution().toRdd().toJavaRDD() : lines.rows(selection.layout());
    }
}
