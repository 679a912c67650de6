package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.data.ClassWeighting;
import io.kindling.data.DataException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.dataset.DataFormat;
import io.kindling.driver.internal.dataset.DataSet;
import io.kindling.driver.internal.dataset.DataSource;
import io.kindling.driver.internal.dataset.IdxData;
import io.kindling.driver.internal.dataset.RowRange;
import io.kindling.driver.internal.dataset.SourceSettings;
import io.kindling.driver.internal.dataset.TableData;
import io.kindling.driver.internal.dataset.TableSettings;
import io.kindling.driver.table.CheckedTable;
import io.kindling.driver.table.ExamplesTable;
import io.kindling.driver.table.Labels;
import io.kindling.driver.table.Table;
import io.kindling.program.DataSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
    private final Map<String, String> hadoop;
    private final Supplier<SparkSession> session;

    /**
     * Creates the rows for a saved model.
     *
     * @param models their provenance fills in what {@code source} leaves out
     * @param schema the rows that the model's program takes
     * @param source where the rows are
     * @param hadoop file system settings
     * @param session provides the Spark session to read tables; not called for IDX files
     */
    ModelData(
            SavedModels models,
            DataSchema schema,
            SourceSettings source,
            Map<String, String> hadoop,
            Supplier<SparkSession> session) {
        this.models = models;
        this.schema = schema;
        this.recorded = models.recorded().map(Provenance::data);
        this.source = recorded.map(data -> source.orElse(DataSource.from(data))).orElseGet(source::source);
        this.given = source.path().isPresent();
        this.tolerance = source.table();
        this.hadoop = hadoop;
        this.session = session;
    }

    /** Returns the rows that the model was trained on. */
    RowRange training() {
        DataSet data = trainingData();
        return weighted(new RowRange(data, 0, rowsOfTraining().longInteger("training_rows")));
    }

    /** Returns the rows that were held out for validation. */
    RowRange validation() {
        DataSet data = trainingData();
        return weighted(
                new RowRange(data, data.count() - rowsOfTraining().longInteger("validation_rows"), data.count()));
    }

    /** Returns rows that training did not use: a folder's test files, or all rows of a given table. */
    RowRange test() {
        if (source.format() != DataFormat.IDX) {
            requireGiven();
        }
        return weighted(RowRange.all(open(true)));
    }

    /** Returns all rows: of a table, or of a folder's training files. */
    RowRange all() {
        return weighted(RowRange.all(open(false)));
    }

    /**
     * Rows to predict: a range of a table of which only the features are read.
     *
     * @param table all rows
     * @param from the first row to predict
     * @param to the row after the last
     */
    record ToPredict(CheckedTable table, long from, long to) {
        long count() {
            return to - from;
        }
    }

    /** Returns the rows of a split, without reading their labels. */
    ToPredict toPredict(EvaluationSettings.Split split) {
        if (split == EvaluationSettings.Split.TEST || split == EvaluationSettings.Split.ALL) {
            CheckedTable table = featuresOnly(split == EvaluationSettings.Split.TEST);
            return new ToPredict(table, 0, table.count());
        }
        rowsOfTraining();
        CheckedTable table = featuresOnly(false);
        requireSameCount(source.path(), table.count());
        return split == EvaluationSettings.Split.TRAIN
                ? new ToPredict(table, 0, rowsOfTraining().longInteger("training_rows"))
                : new ToPredict(table, table.count() - rowsOfTraining().longInteger("validation_rows"), table.count());
    }

    private CheckedTable featuresOnly(boolean test) {
        Table table;
        if (source.format() != DataFormat.IDX) {
            if (test) {
                requireGiven();
            }
            table = source.table(session.get()).featuresOf(source.columns());
            table = tolerant(table);
        } else {
            IdxData rows = idx(test);
            table = ExamplesTable.of(session.get(), rows.read(0, rows.count()));
        }
        return table.width(width()).check();
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

    private DataSet open(boolean test) {
        DataSet data = source.format() == DataFormat.IDX ? idx(test) : table();
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

    private TableData table() {
        if (source.columns().label().isEmpty()) {
            throw new SettingsException("Cannot evaluate the model in " + models
                    + " on a table without a label column: it"
                    + (recorded.isPresent() ? " was trained on rows of " : " takes rows of ") + schema.featureShape()
                    + (recorded.isPresent() ? " in IDX files" : "")
                    + ". Give --label COLUMN and --features COLUMN,COLUMN.");
        }
        Table table = source.table(session.get()).width(width());
        return TableData.check(source, hadoop, labelled(tolerant(table)));
    }

    private Table tolerant(Table table) {
        if (tolerance.quarantines()) {
            throw SettingsException.invalid("bad-records", "quarantine", "only for train: use drop");
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

    /** The number of features of a row. */
    private int width() {
        return Math.toIntExact(schema.featureShape().size());
    }

    /** Returns what the labels stood for when the model was trained. */
    Labels labels() {
        Optional<Config> labels = recorded.filter(data -> data.has("labels")).map(data -> data.config("labels"));
        if (labels.isPresent()) {
            return Labels.from(labels.get());
        }
        return schema.classes() > 0 ? new Labels.Numbers(schema.classes()) : new Labels.Targets();
    }

    /** Returns the names of the classes, in the order of their numbers; none if labels are not classes. */
    List<String> classNames() {
        Labels labels = labels();
        return labels instanceof Labels.Names named
                ? named.names()
                : IntStream.range(0, labels.classes())
                        .mapToObj(Integer::toString)
                        .toList();
    }

    /** Adds equal weights to rows without weights if the program was built for weighted rows. */
    private RowRange weighted(RowRange rows) {
        return schema.weighted() && !rows.data().schema().weighted()
                ? rows.weighted(ClassWeighting.equal(schema.classes()))
                : rows;
    }
}
