package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.driver.table.internal.BlockRows;
import io.kindling.driver.table.internal.PlacedRange;
import io.kindling.driver.table.internal.RowReader;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/** Reads those rows of a partition that are in a range, one by one. Rows that are left out have no number. */
final class RangeRows {
    private final BlockRows rows;
    private final RowCheck check;
    private final TableRules rules;
    private final PlacedRange range;
    private InternalRow row = InternalRow.empty();
    private long leftOut;
    private long id;

    RangeRows(Iterator<InternalRow> partition, TableRules rules, PlacedRange range) {
        this.rows = new BlockRows(partition, rules.layout());
        this.rules = rules;
        this.check = new RowCheck(rules);
        this.range = range;
    }

    /** Reads the next row. Returns false if there is none. */
    boolean next() {
        while (rows.hasNext()) {
            row = rows.next();
            if (rows.row() == 0) {
                leftOut = 0;
            }
            if (rules.leavesOut() ? isNextValid() : isNext()) {
                return true;
            }
        }
        return false;
    }

    private boolean isNextValid() {
        if (check.read(row) != null) {
            leftOut++;
            return false;
        }
        id = range.id(rows.block(), rows.row() - leftOut);
        return range.has(id);
    }

    /** Every row has a number: rows outside the range need not be read. */
    private boolean isNext() {
        id = range.id(rows.block(), rows.row());
        if (!range.has(id)) {
            return false;
        }
        if (check.read(row) != null) {
            throw new DataException(
                    "Cannot read " + rows.block().path() + ": it was changed after the table was checked.");
        }
        return true;
    }

    /** The row's number in table order. */
    long id() {
        return id;
    }

    /** The row as Spark gives it; aliased. */
    InternalRow row() {
        return row;
    }

    /** The row's values; aliased. */
    RowReader reader() {
        return check.reader();
    }
}
