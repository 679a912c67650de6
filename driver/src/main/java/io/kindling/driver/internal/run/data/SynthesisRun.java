package io.kindling.driver.internal.run.data;

import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.dataset.SyntheticTable;
import io.kindling.driver.internal.run.output.ResultFolder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes a synthetic table. */
public final class SynthesisRun {
    private static final double NANOS = 1e9;
    private final SynthesisSettings settings;

    public SynthesisRun(SynthesisSettings settings) {
        this.settings = settings;
    }

    /** Returns the seconds that it took to write the table. */
    public double run(Engine engine) {
        try (ResultFolder folder = ResultFolder.ofTable(settings.output(), settings.existing(), settings.hadoop())) {
            long start = System.nanoTime();
            Dataset<Row> table = SyntheticTable.of(
                    engine.session(), settings.rows(), settings.columns(), settings.classes(), settings.seed());
            settings.format().requireWritable(table);
            folder.write(() -> settings.format().write(table, folder.uri()));
            return (System.nanoTime() - start) / NANOS;
        }
    }
}
