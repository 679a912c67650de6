package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.data.ClassWeighting;
import io.kindling.data.DataException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.dataset.DataFormat;
import io.kindling.driver.internal.dataset.DataSet;
import io.kindling.driver.internal.dataset.DataSource;
import io.kindling.driver.internal.dataset.ExamplesTable;
import io.kindling.driver.internal.dataset.IdxData;
import io.kindling.driver.internal.dataset.RowRange;
import io.kindling.driver.internal.dataset.SourceSettings;
import io.kindling.driver.internal.dataset.TableSettings;
import io.kindling.driver.internal.run.output.QuarantineFolder;
import io.kindling.driver.table.CheckedTable;
import io.kindling.driver.table.Columns;
import io.kindling.driver.table.Labels;
import io.kindling.driver.table.StreamedTable;
import io.kindling.driver.table.Table;
import io.kindling.program.DataSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * Rows for a saved model: those of its training, or others, read in the same way. A folder that records no program records no
 * rows either: then all rows are given.
 */
final class ModelData {
    private final SavedModels models;
    private final DataSchema schema;
    /** The rows of the training, if they are recorded. */
    private final Optional<Config> recorded;

    private final DataSource source;
    private final boolean given;
    private final TableSettings tolerance;
    private final RowChoice choice;
    private final Map<String, String> hadoop;
    private final Supplier<SparkSession> session;

    /**
     * Creates the rows for a saved model.
     *
     * @param models their provenance fills in what {@code source} leaves out
     * @param schema the rows that the model's program takes
     * @param source where the rows are
     * @param choice which of its rows are used
     * @param hadoop file system settings
     * @param session provides the Spark session to read tables; not called for IDX files
     */
    ModelData(
            SavedModels models,
            DataSchema schema,
            SourceSettings source,
            RowChoice choice,
            Map<String, String> hadoop,
            Supplier<SparkSession> session) {
        this.models = models;
        this.schema = schema;
        this.recorded = models.recorded().map(Provenance::data);
        this.source = recorded.map(data -> source.orElse(DataSource.from(data))).orElseGet(source::source);
        this.given = source.path().isPresent();
        this.tolerance = source.table();
        this.choice = choice;
        if (choice.where().isPresent() && this.source.format() == DataFormat.IDX) {
            throw SettingsException.invalid(
                    "where", choice.where().get(), "only for tables: IDX files have no columns");
        }
        this.hadoop = hadoop;
        this.session = session;
    }

    /** Returns the images that the model was trained on. */
    RowRange training() {
        DataSet data = trainingData();
        return weighted(new RowRange(data, 0, rowsOfTraining().longInteger("training_rows")));
    }

    /** Returns the images that were held out for validation. */
    RowRange validation() {
        DataSet data = trainingData();
        return weighted(
                new RowRange(data, data.count() - rowsOfTraining().longInteger("validation_rows"), data.count()));
    }

    /** Returns a folder's test images, which training did not use. */
    RowRange test() {
        return weighted(RowRange.all(open(true)));
    }

    /** Returns all rows: of a table, or of a folder's training files. */
    RowRange all() {
        return weighted(RowRange.all(open(false)));
    }

    /**
     * Rows of a table to use in one pass.
     *
     * @param table all rows
     * @param labels the meaning of its labels, whether or not they are read
     * @param schema a row
     * @param from the first row to use
     * @param to the row after the last
     */
    record TableRows(StreamedTable table, Labels labels, DataSchema schema, long from, long to) {
        long count() {
            return to - from;
        }
    }

    /** Returns the rows of a split, without reading their labels. */
    TableRows toPredict(EvaluationSettings.Split split) {
        return rows(split, featuresOnly(split == EvaluationSettings.Split.TEST), labels(), schema);
    }

    /** Returns the rows of a split with their labels; empty if they are in no table. */
    Optional<TableRows> toEvaluate(EvaluationSettings.Split split) {
        if (source.format() == DataFormat.IDX) {
            return Optional.empty();
        }
        if (split == EvaluationSettings.Split.TEST) {
            requireGiven();
        }
        Table table = labelled();
        if (recorded.isPresent()) {
            return Optional.of(rows(split, table.stream(), labels(), schema));
        }
        CheckedTable checked = table.check();
        requireFit(checked.schema());
        return Optional.of(rows(split, checked.stream(), checked.labels().orElseThrow(), checked.schema()));
    }

    private TableRows rows(EvaluationSettings.Split split, StreamedTable table, Labels labels, DataSchema row) {
        TableRows rows = allRows(split, table, labels, row);
        return new TableRows(table, labels, row, rows.from(), choice.end(rows.from(), rows.to()));
    }

    private TableRows allRows(EvaluationSettings.Split split, StreamedTable table, Labels labels, DataSchema row) {
        if (split == EvaluationSettings.Split.TEST || split == EvaluationSettings.Split.ALL) {
            return new TableRows(table, labels, row, 0, table.count());
        }
        Config recordedRows = rowsOfTraining();
        requireSameCount(source.path(), table.count());
        return split == EvaluationSettings.Split.TRAIN
                ? new TableRows(table, labels, row, 0, recordedRows.longInteger("training_rows"))
                : new TableRows(
                        table, labels, row, table.count() - recordedRows.longInteger("validation_rows"), table.count());
    }

    private StreamedTable featuresOnly(boolean test) {
        if (source.format() != DataFormat.IDX) {
            if (test) {
                requireGiven();
            }
            Table table = choice.applyTo(source.table(session, hadoop));
            return tolerant(table.featuresOf(source.columns().orUsual(table.columnNames())))
                    .featuresFor(schema)
                    .stream();
        }
        IdxData rows = idx(test);
        return ExamplesTable.of(session.get(), rows.read(0, rows.count())).featuresFor(schema).stream();
    }

    /** Returns the URI of the data, valid on every machine. */
    String uri() {
        return source.uri(hadoop);
    }

    /** Returns the data set of the training, or another one with the same number of rows. */
    private DataSet trainingData() {
        rowsOfTraining();
        DataSet data = open(false);
        requireSameCount(data.toString(), data.count());
        return data;
    }

    private void requireSameCount(String data, long count) {
        long all = rowsOfTraining().longInteger("rows");
        if (count != all) {
            throw new DataException("Cannot find the model's training and validation rows in " + data + ": it has "
                    + count + " rows, the training data had " + all + ". Use --split test.");
        }
    }

    /** Returns the record of the model's training and validation rows. */
    private Config rowsOfTraining() {
        return recorded.orElseThrow(() -> new SettingsException("Cannot find the model's training and validation rows: "
                + models + " does not record them. Use --split test."));
    }

    private void requireGiven() {
        if (!given) {
            throw new SettingsException(
                    "Cannot find test rows: a table has no separate ones. Give a table of test rows, --data PATH.");
        }
    }

    /** Returns the images of a folder. */
    private DataSet open(boolean test) {
        DataSet data = idx(test);
        requireFit(data.schema());
        return data;
    }

    /** @throws DataException if the rows have another shape, or the labels more classes */
    private void requireFit(DataSchema rows) {
        models.requireFeatures(schema, rows);
        if (recorded.isPresent() || schema.classes() > 0) {
            models.requireClasses(schema, rows);
        }
    }

    private IdxData idx(boolean test) {
        IdxData folder = IdxData.open(source.path(), hadoop);
        IdxData data = test ? folder.test() : folder;
        requireFit(data.schema());
        if (recorded.isPresent() || schema.classes() > 0) {
            data.requireLabelsBelow(schema.classes());
        }
        return test ? data : recorded.map(data::as).orElse(data);
    }

    private Table labelled() {
        Table table = choice.applyTo(source.table(session, hadoop));
        Columns columns = source.columns().orUsual(table.columnNames());
        if (!schema.hasLabels()) {
            return tolerant(table.featuresOf(columns).featuresFor(schema));
        }
        if (columns.label().isEmpty()) {
            throw new SettingsException("Cannot evaluate the model in " + models
                    + " on a table without a label column: it"
                    + (recorded.isPresent() ? " was trained on rows of " : " takes rows of ") + schema.featureShape()
                    + (recorded.isPresent() ? " in IDX files" : "")
                    + ". Give --label COLUMN and --features COLUMN,COLUMN.");
        }
        return labelled(tolerant(table.columns(columns).featuresFor(schema)));
    }

    /** Writes the bad records that are left out, if they are to be written. */
    void quarantine(StreamedTable table) {
        if (tolerance.quarantines()) {
            table.badRecords()
                    .ifPresent(records -> QuarantineFolder.write(
                            records, tolerance.quarantine().orElseThrow(), hadoop));
        }
    }

    private Table tolerant(Table table) {
        if (tolerance.quarantines() && tolerance.quarantine().isEmpty()) {
            throw SettingsException.invalid("bad-records", "quarantine", "here with --quarantine DIR");
        }
        return tolerance.applyTo(table, recorded, !given);
    }

    /** Sets what labels must be: what they were in the training or, if that is not recorded, as many classes as the model has. */
    private Table labelled(Table table) {
        if (recorded.isPresent()) {
            return table.labelsAre(labels());
        }
        return schema.classes() > 0 ? table.classes(schema.classes()) : table;
    }

    private Labels labels() {
        return models.labels(schema);
    }

    /** Returns the names of the classes, in the order of their numbers; none if labels are not classes. */
    List<String> classNames() {
        return labels().classNames();
    }

    /** Returns the chosen rows, with equal weights if they have none and the program was built for weighted rows. */
    private RowRange weighted(RowRange all) {
        RowRange rows = new RowRange(all.data(), all.from(), choice.end(all.from(), all.to()), all.weights());
        return schema.weighted() && !rows.data().schema().weighted()
                ? rows.weighted(ClassWeighting.equal(schema.classes()))
                : rows;
    }
}
