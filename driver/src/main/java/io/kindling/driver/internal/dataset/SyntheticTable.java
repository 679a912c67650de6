package io.kindling.driver.internal.dataset;

import io.kindling.driver.table.Columns;
import io.kindling.driver.table.internal.MappedRows;
import io.kindling.driver.table.internal.MappedRows.Output;
import io.kindling.driver.table.internal.MappedRows.RowFunction;
import io.kindling.tensor.RandomKey;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Tables of random pixels and classes, to try how large a table can be. A row depends on the seed and its number only. */
public final class SyntheticTable {
    private static final int MOST = 255;
    private static final long BYTES_PER_PARTITION = 128L << 20;

    private SyntheticTable() {}

    /**
     * Returns a table with the columns {@code features}, an array of numbers from 0 to 255, and {@code label}, a class number.
     *
     * @param columns the length of {@code features}
     */
    public static Dataset<Row> of(SparkSession session, long rows, int columns, int classes, long seed) {
        int parts = Math.toIntExact(Math.max(
                session.sparkContext().defaultParallelism(), rows * (columns + Integer.BYTES) / BYTES_PER_PARTITION));
        StructType produced = new StructType()
                .add(Columns.USUAL_FEATURES, DataTypes.createArrayType(DataTypes.ShortType, false), false)
                .add(Columns.USUAL_LABEL, DataTypes.IntegerType, false);
        Dataset<Row> ids = session.range(0, rows, 1, parts).toDF();
        return MappedRows.of(
                ids,
                List.of(ids.col("id")),
                new RandomRows(columns, classes, seed),
                produced,
                List.of(new Output(Columns.USUAL_FEATURES, 0), new Output(Columns.USUAL_LABEL, 1)));
    }

    private record RandomRows(int columns, int classes, long seed) implements RowFunction {
        @Override
        public Iterator<InternalRow> apply(Iterator<InternalRow> ids) {
            return CollectionConverters.asJava(CollectionConverters.asScala(ids).map(row -> random(row.getLong(0))));
        }

        private InternalRow random(long row) {
            RandomKey key = RandomKey.of(seed).with(row);
            short[] pixels = new short[columns];
            long bytes = 0;
            for (int i = 0; i < columns; i++) {
                bytes = i % Long.BYTES == 0 ? key.with(i).bits() : bytes >>> Byte.SIZE;
                pixels[i] = (short) (bytes & MOST);
            }
            int label = (int) Long.remainderUnsigned(key.with(columns).bits(), classes);
            return new GenericInternalRow(new Object[] {UnsafeArrayData.fromPrimitiveArray(pixels), label});
        }
    }
}
