package io.kindling.driver.table.internal;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Iterates over a partition's rows and tracks the block of each. A task reads each block completely, in order. */
public final class BlockRows {
    private final Iterator<InternalRow> rows;
    private final RowLayout layout;
    private @Nullable UTF8String file;
    private Block.At block = new Block.At("", -1);
    private long row;

    public BlockRows(Iterator<InternalRow> rows, RowLayout layout) {
        this.rows = rows;
        this.layout = layout;
    }

    public boolean hasNext() {
        return rows.hasNext();
    }

    /** Returns the next row, which is valid until the next call. */
    public InternalRow next() {
        InternalRow next = rows.next();
        if (layout.inFiles()) {
            UTF8String nextFile = next.getUTF8String(layout.fileAt());
            long start = next.getLong(layout.blockAt());
            if (!nextFile.equals(file) || start != block.start()) {
                file = nextFile.clone();
                begin(new Block.At(nextFile.toString(), start));
            }
        } else if (block.start() < 0) {
            begin(new Block.At("", TaskContext.getPartitionId()));
        }
        row++;
        return next;
    }

    private void begin(Block.At next) {
        block = next;
        row = -1;
    }

    /** The block of the row that {@link #next} returned last. */
    public Block.At block() {
        return block;
    }

    /** The number of that row in its block, from 0. */
    public long row() {
        return row;
    }
}
