package io.kindling.driver.run;

import io.kindling.data.ClassWeights;
import io.kindling.data.DataException;
import io.kindling.driver.Paths;
import io.kindling.driver.SettingsException;
import io.kindling.driver.rows.DataFormat;
import io.kindling.driver.rows.DataSet;
import io.kindling.driver.rows.DataSource;
import io.kindling.driver.rows.IdxData;
import io.kindling.driver.rows.RowRange;
import io.kindling.driver.rows.SourceSettings;
import io.kindling.driver.rows.TableData;
import io.kindling.driver.table.CheckedTable;
import io.kindling.driver.table.ExamplesTable;
import io.kindling.driver.table.Labels;
import io.kindling.driver.table.Table;
import io.kindling.driver.table.TableFormat;
import io.kindling.nn.Config;
import io.kindling.program.DataSchema;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Rows for a saved model: those it was trained on, or others like them, read as it was trained to read them. */
final class ModelData {
    private final SavedModels models;
    private final Provenance made;
    private final DataSource source;
    private final boolean given;
    private final Map<String, String> hadoop;
    private final Supplier<SparkSession> session;

    /**
     * @param models how they were made says what {@code source} does not
     * @param source which rows
     * @param hadoop settings of the file system
     * @param session reads tables; not asked for IDX files
     */
    ModelData(SavedModels models, SourceSettings source, Map<String, String> hadoop, Supplier<SparkSession> session) {
        this.models = models;
        this.made = models.provenance();
        this.source = source.orElse(DataSource.from(made.data()));
        this.given = source.path().isPresent();
        this.hadoop = hadoop;
        this.session = session;
    }

    /** The rows that the model was trained on. */
    RowRange training() {
        DataSet data = same();
        return weighed(new RowRange(data, 0, made.data().longInteger("training_rows")));
    }

    /** The rows that were kept apart to validate with. */
    RowRange validation() {
        DataSet data = same();
        return weighed(new RowRange(data, data.count() - made.data().longInteger("validation_rows"), data.count()));
    }

    /** Rows that training did not have: a folder's test files, or all of a table that is given. */
    RowRange test() {
        if (source.format() != DataFormat.IDX) {
            requireGiven();
        }
        return weighed(RowRange.all(open(true)));
    }

    /**
     * Rows to predict for: a table of which only the features are looked at.
     *
     * @param table all rows
     * @param from the first of those to predict for
     * @param to the row after the last
     */
    record ToPredict(CheckedTable table, long from, long to) {
        long count() {
            return to - from;
        }
    }

    /** The rows of a split, whatever their labels. */
    ToPredict toPredict(EvaluationSettings.Split split) {
        if (split == EvaluationSettings.Split.TEST) {
            CheckedTable table = unlabelled(true);
            return new ToPredict(table, 0, table.count());
        }
        CheckedTable table = unlabelled(false);
        requireSameCount(source.path(), table.count());
        return split == EvaluationSettings.Split.TRAIN
                ? new ToPredict(table, 0, made.data().longInteger("training_rows"))
                : new ToPredict(table, table.count() - made.data().longInteger("validation_rows"), table.count());
    }

    private CheckedTable unlabelled(boolean test) {
        Optional<TableFormat> format = source.format().table();
        Table table;
        if (format.isPresent()) {
            if (test) {
                requireGiven();
            }
            table = Table.read(session.get(), format.get(), source.path()).featuresOf(source.columns());
        } else {
            IdxData rows = idx(test);
            table = ExamplesTable.of(session.get(), rows.read(0, rows.count()));
        }
        return table.width(Math.toIntExact(schema().featureShape().size())).check();
    }

    /** The data as any machine names it. */
    String uri() {
        return Paths.uriOfData(Paths.location(source.path(), hadoop));
    }

    /** The data set that was trained on, or one with as many rows. */
    private DataSet same() {
        DataSet data = open(false);
        requireSameCount(data.toString(), data.count());
        return data;
    }

    private void requireSameCount(String data, long count) {
        long all = made.data().longInteger("rows");
        if (count != all) {
            throw new DataException("Cannot find the rows of the training in " + data + ": it has " + count
                    + ", the model was trained where there were " + all + ". Use --split test.");
        }
    }

    private void requireGiven() {
        if (!given) {
            throw new SettingsException("Cannot find test rows: a table has none apart from the others. Name a table"
                    + " of them, --data PATH.");
        }
    }

    private DataSet open(boolean test) {
        Optional<TableFormat> table = source.format().table();
        DataSet data = table.isPresent() ? table(table.get()) : idx(test);
        models.requireFit(data.schema());
        return data;
    }

    private IdxData idx(boolean test) {
        IdxData folder = IdxData.open(source.path(), hadoop);
        IdxData data = test ? folder.test() : folder;
        models.requireFit(data.schema());
        data.requireLabelsBelow(schema().classes());
        return test ? data : data.as(made.data());
    }

    private TableData table(TableFormat format) {
        if (source.columns().label().isEmpty()) {
            throw new SettingsException("Cannot evaluate the model in " + models + " on a table without labels: it was"
                    + " trained on rows of " + schema().featureShape()
                    + " in IDX files. Say which column has the labels,"
                    + " --label COLUMN, and which have the features, --features COLUMN,COLUMN.");
        }
        Table table = Table.read(session.get(), format, source.path())
                .columns(source.columns())
                .labelsAre(labels())
                .width(Math.toIntExact(schema().featureShape().size()));
        return TableData.check(source, hadoop, table);
    }

    private DataSchema schema() {
        return made.program().data();
    }

    /** What labels stood for when the model was trained. */
    Labels labels() {
        Config data = made.data();
        if (data.has("labels")) {
            return Labels.from(data.config("labels"));
        }
        return schema().classes() > 0 ? new Labels.Numbers(schema().classes()) : new Labels.Targets();
    }

    /** A program that was built for weighted rows gets some. */
    private RowRange weighed(RowRange rows) {
        return schema().weighted() && !rows.data().schema().weighted()
                ? rows.weighed(ClassWeights.equal(schema().classes()))
                : rows;
    }
}
