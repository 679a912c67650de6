package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.data.DataException;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.example.DigitsProgram;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.driver.table.internal.StreamClock;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Activation;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Softmax;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The columns of a program's predictions. */
class PredictorTest {
    private static final int CLASSES = 10;

    @RegisterExtension
    static final SessionFixture SESSION = new SessionFixture();

    /** Declares no prediction; its only model ends in a softmax, placed as the setting {@code end} says. */
    public static final class EndsInSoftmax implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node pixels = Input.of(784);
            Layer[] layers = switch (p.config().string("end")) {
                case "dense" -> new Layer[] {Dense.of(CLASSES).activation("softmax")};
                case "activation" -> new Layer[] {Dense.of(CLASSES), Activation.of("softmax")};
                default -> new Layer[] {Dense.of(CLASSES), Softmax.of()};
            };
            Model model = p.model("m", Model.sequential(pixels, layers));
            Loss loss = SparseCategoricalCrossentropy.fromProbabilities();
            p.phase("train")
                    .updates(model)
                    .with(SGD.of(1e-3))
                    .loss((step, batch) -> step.loss(loss, batch, model.call(batch.features(), Mode.TRAINING)));
        }
    }

    private static StructType columns(Class<? extends Program> program, Config config) {
        SparkRunner runner = SparkRunner.on(SESSION.get());
        BuiltProgram built = runner.build(
                program.getName(),
                config,
                new DataSchema(DType.FLOAT32, Shape.of(784), DType.INT32, Shape.SCALAR, CLASSES, false));
        return new Predictor(built, new Labels.Numbers(CLASSES), List.of(), SESSION.get()).columns();
    }

    @Test
    void logits_becomeNumbers_notProbabilities() {
        assertThat(columns(DigitsProgram.class, Config.EMPTY).simpleString())
                .isEqualTo("struct<predicted:array<float>>");
    }

    @Test
    void declaredPrediction_becomesClassProbabilities() {
        assertThat(columns(Classifier.class, Classifier.DEFAULTS).simpleString())
                .isEqualTo("struct<predicted:int,probabilities:array<float>>");
    }

    @Test
    void oneClass_isPredictedByItsName() {
        BuiltProgram built = SparkRunner.on(SESSION.get())
                .build(
                        Classifier.class.getName(),
                        Classifier.DEFAULTS,
                        new DataSchema(DType.FLOAT32, Shape.of(1), DType.INT32, Shape.SCALAR, 1, false));
        Predictor predictor = new Predictor(built, new Labels.Names(List.of("oak")), List.of(), SESSION.get());
        Table table = Table.of(SESSION.get()
                .sql("select 5 w, 'oak' kind union all select 6, 'oak'")
                .coalesce(1));
        List<Row> rows = table.featuresOf(new Columns(List.of("w"), Optional.empty(), Optional.empty())).stream()
                .predict(predictor, 0, 2, new StreamClock(SESSION.get().sparkContext()))
                .collectAsList();
        assertThat(rows).hasSize(2).allSatisfy(row -> {
            assertThat(row.<String>getAs("predicted")).isEqualTo("oak");
            assertThat(row.getList(row.fieldIndex("probabilities"))).isEqualTo(List.of(1f));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"row", "Row", "PREDICTED", "Probabilities"})
    void columnOfTheSameNameInAnyCase_isRejectedBeforeAnythingIsComputed(String name) {
        SparkRunner runner = SparkRunner.on(SESSION.get());
        BuiltProgram built = runner.build(
                Classifier.class.getName(),
                Classifier.DEFAULTS,
                new DataSchema(DType.FLOAT32, Shape.of(1), DType.INT32, Shape.SCALAR, 2, false));
        Predictor predictor = new Predictor(built, new Labels.Numbers(2), List.of(), SESSION.get());
        StreamedTable table = Table.of(SESSION.get().sql("select 5 w, 1 as `" + name + "`"))
                .featuresOf(new Columns(List.of("w"), Optional.empty(), Optional.empty()))
                .stream();
        StreamClock clock = new StreamClock(SESSION.get().sparkContext());
        assertThatThrownBy(() -> table.predict(predictor, 0, 1, clock))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot add column '" + name
                        + "' to the table: the table already has a column of that name. Rename that column, or name the"
                        + " predictions with --prediction-columns.");
    }

    /** The output of one model is predicted by another, and keeps the number of its row. */
    @Test
    void namedColumns_letModelsFollowEachOther() {
        BuiltProgram built = SparkRunner.on(SESSION.get())
                .build(
                        Classifier.class.getName(),
                        Classifier.DEFAULTS,
                        new DataSchema(DType.FLOAT32, Shape.of(1), DType.INT32, Shape.SCALAR, 2, false));
        Predictor predictor = new Predictor(built, new Labels.Numbers(2), List.of(), SESSION.get());
        StreamClock clock = new StreamClock(SESSION.get().sparkContext());
        Columns width = new Columns(List.of("w"), Optional.empty(), Optional.empty());
        Dataset<Row> first = Table.of(SESSION.get().sql("select 5 w")).featuresOf(width).stream()
                .predict(predictor.named(List.of("a")), 0, 1, clock);
        assertThat(first.columns()).containsExactly("row", "w", "a", "probabilities");
        Dataset<Row> second =
                Table.of(first).featuresOf(width).stream().predict(predictor.named(List.of("b", "of b")), 0, 1, clock);
        assertThat(second.columns()).containsExactly("row", "w", "a", "probabilities", "b", "of b");
        assertThat(second.selectExpr("a = b", "probabilities = `of b`").first().mkString(" "))
                .isEqualTo("true true");
        assertThatThrownBy(() -> predictor.named(List.of("a", "b", "c")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid prediction-columns: a,b,c (the predictions are 2 columns, predicted,"
                        + " probabilities)");
        assertThatThrownBy(() -> predictor.named(List.of("a", "a")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid prediction-columns: a,a (names that differ, separated by commas)");
    }

    /** CSV has only texts: nested values become JSON. Where a format has no type for a column, the column is named. */
    @Test
    void nestedColumns_areJsonInCsv(@TempDir Path folder) {
        Dataset<Row> nested = SESSION.get()
                .sql("select 1 id, named_struct('a', 5, 'b', array('x')) who, map('k', 2) m, array(1, 2) list");
        String path = folder.resolve("nested").toString();
        TableFormat.CSV.requireWritable(nested);
        TableFormat.CSV.write(nested, path);
        Row row = SESSION.get()
                .read()
                .option("header", "true")
                .option("escape", "\"")
                .csv(path)
                .first();
        assertThat(row.mkString("|")).isEqualTo("1|{\"a\":5,\"b\":[\"x\"]}|{\"k\":2}|[1,2]");
        Dataset<Row> interval = SESSION.get().sql("select 1 id, make_interval(1, 2) span");
        assertThatThrownBy(() -> TableFormat.CSV.requireWritable(interval))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid output-format: csv (it has no type for column 'span', interval: choose another)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dense", "activation", "layer"})
    void softmaxOutput_becomesClassProbabilities(String end) {
        assertThat(columns(EndsInSoftmax.class, Config.of("end", end)).simpleString())
                .isEqualTo("struct<predicted:int,probabilities:array<float>>");
    }
}
