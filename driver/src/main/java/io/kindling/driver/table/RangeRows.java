package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.driver.table.internal.BlockRows;
import io.kindling.driver.table.internal.PlacedRange;
import io.kindling.driver.table.internal.RowError;
import io.kindling.driver.table.internal.RowReader;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Reads those rows of a partition that are in a range, one by one. Rows that are left out have no number. */
final class RangeRows {
    /** One row in so many is timed: reading the clock takes as long as a short row. */
    private static final int TIMED = 64;

    private final BlockRows rows;
    private final RowCheck check;
    private final TableRules rules;
    private final @Nullable PlacedRange range;
    private long checked;
    private long checkNanos;
    private InternalRow row = InternalRow.empty();
    private long leftOut;
    private long id = -1;

    /** @param range the rows to read, with their numbers; if null, all rows, numbered in the partition */
    RangeRows(Iterator<InternalRow> partition, TableRules rules, @Nullable PlacedRange range) {
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
        if (check() != null) {
            leftOut++;
            return false;
        }
        return isInRange(leftOut);
    }

    /** Every row has a number: rows outside the range need not be read. */
    private boolean isNext() {
        if (!isInRange(0)) {
            return false;
        }
        RowError flaw = check();
        if (flaw != null) {
            throw invalid(flaw.what(), flaw.found());
        }
        return true;
    }

    private boolean isInRange(long before) {
        if (range == null) {
            id++;
            return true;
        }
        id = range.id(rows.block(), rows.row() - before);
        return range.has(id);
    }

    private @Nullable RowError check() {
        if (checked++ % TIMED != 0) {
            return check.read(row);
        }
        long start = System.nanoTime();
        RowError flaw = check.read(row);
        checkNanos += (System.nanoTime() - start) * TIMED;
        return flaw;
    }

    /** Returns about how long it took to decode and check the rows since the last call. */
    long takeCheckNanos() {
        long nanos = checkNanos;
        checkNanos = 0;
        return nanos;
    }

    /** Returns the exception for an error of the row. */
    DataException invalid(String what, String found) {
        String path = rows.block().path();
        return new DataException(
                "Invalid " + what + " in a row of " + (path.isEmpty() ? "the table" : path) + ": " + found);
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
