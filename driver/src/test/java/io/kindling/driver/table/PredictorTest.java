package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.config.Config;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.example.DigitsProgram;
import io.kindling.driver.spark.SparkRunner;
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
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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
        return new Predictor(built, new Labels.Numbers(CLASSES), SESSION.get()).columns();
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

    @ParameterizedTest
    @ValueSource(strings = {"dense", "activation", "layer"})
    void softmaxOutput_becomesClassProbabilities(String end) {
        assertThat(columns(EndsInSoftmax.class, Config.of("end", end)).simpleString())
                .isEqualTo("struct<predicted:int,probabilities:array<float>>");
    }
}
