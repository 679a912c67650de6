package io.kindling.driver.internal.dataset;

import io.kindling.config.Config;
import io.kindling.data.ClassWeighting;
import io.kindling.data.DataException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.Columns;
import io.kindling.driver.table.Table;
import io.kindling.driver.table.internal.MissingColumn;
import io.kindling.program.DataSchema;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of a training run, all read and validated before training starts.
 *
 * @param training the training rows
 * @param validation the validation rows, possibly none
 * @param schema the schema of a row, with the number of classes
 * @param classWeight how training rows are weighted by class
 */
public record TrainingRows(RowRange training, RowRange validation, DataSchema schema, ClassWeight classWeight) {
    /**
     * @param session reads tables; not called for IDX files
     * @throws DataException if the data is invalid
     * @throws SettingsException if they are a table without labels, which the program needs
     */
    public static TrainingRows open(DataSettings settings, Supplier<SparkSession> session) {
        return open(settings, session, note -> {});
    }

    /** @param notes receives sentences about the columns of a table, before its rows are read */
    public static TrainingRows open(DataSettings settings, Supplier<SparkSession> session, Consumer<String> notes) {
        DataSource source = settings.source().source();
        return source.format() == DataFormat.IDX
                ? split(settings, idx(source, settings))
                : split(settings, table(source, settings, session, notes));
    }

    private static IdxData idx(DataSource source, DataSettings settings) {
        IdxData rows = IdxData.open(source.path(), settings.hadoop())
                .checked(settings.meaning().classes());
        return settings.part() == DataSettings.Part.ALL ? rows.withTest() : rows;
    }

    private static TableData table(
            DataSource source, DataSettings settings, Supplier<SparkSession> session, Consumer<String> notes) {
        Table given = source.table(session, settings.hadoop());
        DataSource usual = source.orUsual(given);
        requireLabels(settings, usual.columns(), given.columnNames());
        Table table = settings.meaning().applyTo(given.columns(usual.columns()));
        FeatureNotes.of(table, usual.columns()).lines().forEach(notes);
        TableSettings tolerance = settings.source().table();
        return TableData.check(usual, settings.hadoop(), tolerance.applyTo(table), tolerance);
    }

    private static void requireLabels(DataSettings settings, Columns columns, List<String> names) {
        if (settings.needsLabels().isPresent() && columns.label().isEmpty()) {
            throw new SettingsException("Cannot train " + settings.needsLabels().get()
                    + " on a table without labels: name their column with --label COLUMN, one of "
                    + FeatureNotes.shown(names) + "."
                    + (settings.source().source().format() == DataFormat.CSV ? MissingColumn.remedy(names) : ""));
        }
    }

    private static TrainingRows split(DataSettings settings, DataSet data) {
        long all = data.count();
        long end = all - settings.validation().of(all);
        long limited = Math.min(settings.limit().orElse(end), end);
        if (limited == 0) {
            throw new DataException("Cannot train on " + data + ": it has no training rows.");
        }
        DataSet trained = data.trainedOn(limited);
        RowRange training = new RowRange(trained, 0, limited);
        return weighted(
                new TrainingRows(training, new RowRange(trained, end, all), trained.schema(), settings.classWeight()));
    }

    private static TrainingRows weighted(TrainingRows rows) {
        if (rows.classWeight == ClassWeight.NONE) {
            return rows;
        }
        int classes = rows.schema.classes();
        if (classes == 0) {
            throw new SettingsException("Cannot balance classes: "
                    + (rows.schema.hasLabels()
                            ? "the labels of " + rows.training.data() + " are numbers, not classes"
                            : rows.training.data() + " has no labels")
                    + ". Omit --class-weight.");
        }
        return new TrainingRows(
                rows.training.weighted(ClassWeighting.balanced(rows.training.readLabels(), classes)),
                rows.validation.weighted(ClassWeighting.equal(classes)),
                rows.schema.withWeights(),
                rows.classWeight);
    }

    /**
     * Returns the rows for a program without evaluation: unless the user set their number, no validation rows are held out.
     *
     * @param settings the settings with which these rows were opened
     */
    public TrainingRows withoutEvaluation(DataSettings settings) {
        return settings.validation() == ValidationSize.DEFAULT
                ? split(settings.withoutValidation(), training.data())
                : this;
    }

    /** Returns a warning if a model cannot learn all classes from the training rows, or only one. */
    public Optional<String> classWarning() {
        return schema.classes() == 0 ? Optional.empty() : training.data().classWarning(training.count());
    }

    /** Returns a sentence about rows that are left out, if there are any. */
    public Optional<String> leftOut() {
        DataSet data = training.data();
        return data.leftOut().sentence(data.count());
    }

    /** The configuration that identifies these rows. */
    public Config asConfig() {
        return training.data()
                .asConfig()
                .with("training_rows", training.count())
                .with("validation_rows", validation.count())
                .with("rows", validation.to())
                .with("class_weight", classWeight.toString());
    }
}
