package io.kindling.driver.internal.dataset;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.driver.internal.spark.RowSource;
import io.kindling.driver.table.CheckedTable;
import io.kindling.driver.table.Columns;
import io.kindling.driver.table.LeftOut;
import io.kindling.driver.table.Nulls;
import io.kindling.driver.table.Table;
import io.kindling.nn.layer.FeatureStatistics;
import io.kindling.program.DataSchema;
import io.kindling.worker.internal.machine.FilesProbe;
import io.kindling.worker.internal.machine.RowProbe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of a table in files, all read and validated once. */
public final class TableData implements DataSet {
    private final DataSource source;
    private final String uri;
    private final CheckedTable table;
    private final Optional<RowProbe> probe;
    private final TableSettings settings;

    private TableData(
            DataSource source, String uri, CheckedTable table, Optional<RowProbe> probe, TableSettings settings) {
        this.source = source;
        this.uri = uri;
        this.table = table;
        this.probe = probe;
        this.settings = settings;
    }

    /**
     * @param source where the table is
     * @param table the same table, with its columns and requirements set
     * @throws DataException if the table is invalid
     */
    public static TableData check(DataSource source, Map<String, String> hadoop, Table table) {
        return check(source, hadoop, table, TableSettings.NONE);
    }

    /** @param settings what was set of rows that lack values or are invalid, and is applied to the table */
    static TableData check(DataSource source, Map<String, String> hadoop, Table table, TableSettings settings) {
        CheckedTable checked = table.check();
        Optional<RowProbe> probe = Optional.of(FilesProbe.ofSome(checked.files(), hadoop));
        return new TableData(source, source.uri(hadoop), checked, probe, settings);
    }

    @Override
    public LeftOut leftOut() {
        return table.leftOut();
    }

    @Override
    public Optional<Dataset<Row>> badRecords() {
        return Optional.of(table.badRecords());
    }

    @Override
    public DataSet trainedOn(long training) {
        boolean means = settings.nulls().equals(Optional.of(Nulls.MEAN)) && training > 0;
        return means ? new TableData(source, uri, table.withMeans(0, training), probe, settings) : this;
    }

    @Override
    public FeatureStatistics statistics(long from, long to) {
        return table.statistics(from, to);
    }

    @Override
    public List<String> features() {
        return table.features();
    }

    @Override
    public long count() {
        return table.count();
    }

    @Override
    public DataSchema schema() {
        return table.schema();
    }

    @Override
    public Examples read(long from, long to) {
        return table.read(from, to);
    }

    @Override
    public Column readLabels(long from, long to) {
        return table.readLabels(from, to);
    }

    @Override
    public Optional<String> classWarning(long training) {
        return TrainedClasses.warning(table.firstRows(), table.labels(), training);
    }

    @Override
    public Optional<String> firstFraction() {
        return table.firstFraction();
    }

    @Override
    public RowSource source(long from, long to) {
        return new RowSource.Query(to - from, partitioner -> table.load(from, partitioner), probe);
    }

    @Override
    public Config asConfig() {
        Columns columns = source.columns();
        Config config = Config.of(
                        "format",
                        source.format().toString(),
                        "path",
                        toString(),
                        "uri",
                        uri,
                        "checksum",
                        table.checksum())
                .with(
                        "columns",
                        new Columns(table.features(), table.inputs(), columns.label(), columns.weight()).asConfig());
        Config complete = table.labels()
                .map(labels -> config.with("labels", labels.asConfig()))
                .orElse(config);
        return settings.addTo(source.addTo(complete), table.meansForNulls());
    }

    @Override
    public String toString() {
        return source.path().replaceFirst("^file:(?=/)", "");
    }
}
