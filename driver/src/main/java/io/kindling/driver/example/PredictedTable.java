package io.kindling.driver.example;

import io.kindling.driver.spark.KindlingModel;
import io.kindling.driver.spark.SparkRunner;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Predicts a table of Parquet files with a saved model: from a DataFrame to a DataFrame. */
public final class PredictedTable {
    private PredictedTable() {}

    /** @param args the model folder, the folder of the table, and the folder to write to */
    public static void main(String[] args) {
        SparkSession session = SparkRunner.session("local[2]");
        try {
            Dataset<Row> rows = session.read().parquet(args[1]);
            Dataset<Row> predictions = KindlingModel.read(args[0]).transform(rows);
            predictions.write().parquet(args[2]);
        } finally {
            session.stop();
        }
    }
}
