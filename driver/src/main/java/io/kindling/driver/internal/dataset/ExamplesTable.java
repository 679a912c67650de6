package io.kindling.driver.internal.dataset;

import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.driver.table.Columns;
import io.kindling.driver.table.Table;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Images from IDX files as a table in file order, with the columns {@code label}, a number, and {@code features}, an array of
 * pixels.
 */
public final class ExamplesTable {
    private ExamplesTable() {}

    /** @param rows rows of unsigned bytes with labels; all of them are broadcast to every executor */
    public static Table of(SparkSession session, Examples rows) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        Broadcast<Examples> sent = spark.broadcast(rows);
        int parts = Math.max(1, spark.defaultParallelism());
        JavaRDD<Row> table = spark.parallelize(IntStream.range(0, parts).boxed().toList(), parts)
                .flatMap(new Slice(sent, parts));
        StructType schema = new StructType()
                .add(Columns.USUAL_LABEL, DataTypes.IntegerType, false)
                .add(Columns.USUAL_FEATURES, DataTypes.createArrayType(DataTypes.ShortType, false), false);
        return Table.of(session.createDataFrame(table, schema)).features(Columns.USUAL_FEATURES);
    }

    /** The rows of one of several parts. */
    private record Slice(Broadcast<Examples> sent, int parts) implements FlatMapFunction<Integer, Row> {
        @Override
        public Iterator<Row> call(Integer part) {
            long count = sent.value().count();
            return rows(sent.value(), (int) (count * part / parts), (int) (count * (part + 1) / parts))
                    .iterator();
        }
    }

    private static List<Row> rows(Examples examples, int from, int to) {
        byte[] pixels = (byte[]) examples.features().values();
        int size = Math.toIntExact(examples.features().rowShape().size());
        Column labels = examples.labels().orElseThrow();
        List<Row> rows = new ArrayList<>(to - from);
        for (int row = from; row < to; row++) {
            Short[] features = new Short[size];
            for (int i = 0; i < size; i++) {
                features[i] = (short) (pixels[row * size + i] & 0xff);
            }
            rows.add(RowFactory.create((int) labels.integer(row), features));
        }
        return rows;
    }
}
