package io.kindling.driver.table;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A partition's rows with the block that each stands in. A task reads a block whole, from its first row to its last. */
final class BlockRows {
    private final Iterator<InternalRow> rows;
    private final RowLayout layout;
    private @Nullable UTF8String file;
    private Block.At block = new Block.At("", -1);
    private long row;

    BlockRows(Iterator<InternalRow> rows, RowLayout layout) {
        this.rows = rows;
        this.layout = layout;
    }

    boolean hasNext() {
        return rows.hasNext();
    }

    /** The next row; it stays valid until the next call. */
    InternalRow next() {
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

    /** The last row's block. */
    Block.At block() {
        return block;
    }

    /** The last row's number in its block. */
    long row() {
        return row;
    }
}
