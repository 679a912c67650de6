package io.kindling.driver.internal.dataset;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.spark.RowSource;
import io.kindling.driver.table.CheckedTable;
import io.kindling.driver.table.Columns;
import io.kindling.driver.table.Table;
import io.kindling.program.DataSchema;
import io.kindling.worker.internal.machine.FilesProbe;
import io.kindling.worker.internal.machine.RowProbe;
import java.util.Map;
import java.util.Optional;

/** The rows of a table in files, all read and validated once. */
public final class TableData implements DataSet {
    private final DataSource source;
    private final String uri;
    private final CheckedTable table;
    private final Optional<RowProbe> probe;

    private TableData(DataSource source, String uri, CheckedTable table, Optional<RowProbe> probe) {
        this.source = source;
        this.uri = uri;
        this.table = table;
        this.probe = probe;
    }

    /**
     * @param source where the table is
     * @param table the same table, with its columns and requirements set
     * @throws DataException if the table is invalid
     */
    public static TableData check(DataSource source, Map<String, String> hadoop, Table table) {
        CheckedTable checked = table.check();
        return new TableData(
                source,
                Paths.uriOfData(Paths.location(source.path(), hadoop)),
                checked,
                Optional.of(FilesProbe.ofSome(checked.files(), hadoop)));
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
                .with("columns", new Columns(table.features(), columns.label(), columns.weight()).asConfig());
        return table.labels()
                .map(labels -> config.with("labels", labels.asConfig()))
                .orElse(config);
    }

    @Override
    public String toString() {
        return source.path().replaceFirst("^file:(?=/)", "");
    }
}
