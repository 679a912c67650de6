package io.kindling.driver.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A fixture: rows of numbers and names. */
final class TableFixture {
    static final int ROWS = 500;
    static final String[] KINDS = {"beech", "Ash", "oak", "ähre"};

    static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.IntegerType)
            .add("size", DataTypes.DoubleType)
            .add("kind", DataTypes.StringType)
            .add("number", DataTypes.IntegerType)
            .add("care", DataTypes.DoubleType);

    private TableFixture() {}

    /** Returns rows that are all different; the first column is the row's number. */
    static List<Row> rows(int from, int to) {
        List<Row> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(RowFactory.create(i, i * 0.1, KINDS[i % 4], i % 3, 0.5 + i % 5));
        }
        return rows;
    }
}
