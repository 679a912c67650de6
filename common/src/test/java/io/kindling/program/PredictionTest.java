package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.nn.LossTerms;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Add;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.internal.replica.Replica;
import io.kindling.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Predictions that programs declare, and those of programs that declare none.
 *
 * @see UndeclaredPrediction
 */
class PredictionTest {
    private static final Examples ROWS = Examples.of(
            Column.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 2), Column.of(new int[] {0, 1, 0, 1, 0}));

    private static Column predict(Class<? extends Program> program, Examples rows, int batchSize) {
        ProgramSpec spec =
                new ProgramSpec(program.getName(), Config.EMPTY, DataSchema.of(ROWS), 7, 2, 1, Execution.COMPILED);
        try (Replica replica = new Replica(spec)) {
            return replica.predict(rows, batchSize, replica.program().readWeights());
        }
    }

    /** One model, no declared prediction. */
    public static final class Plain implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("plain", model());
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
                throw new AssertionError("Prediction does not train.");
            });
        }
    }

    private static Model model() {
        Node input = Input.of(2);
        return Model.of(input, Dense.of(3).apply(input));
    }

    /** Two models, no declared prediction. */
    public static final class Two implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model one = p.model("one", model());
            p.model("two", model());
            p.phase("train").updates(one).with(SGD.of(0.1)).loss((step, batch) -> new LossTerms(List.of()));
        }
    }

    /** A prediction that does not have one row for each row. */
    public static final class Transposed implements Program {
        @Override
        public void define(ProgramBuilder p) {
            new Plain().define(p);
            p.prediction(batch -> Ops.transpose(batch.features(), 1, 0));
        }
    }

    /** Counts how often its operations are called one by one: once for each plan, or for each batch. */
    public static final class Counted implements Program {
        private static int calls;

        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("counted", model());
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> new LossTerms(List.of()));
            p.prediction(batch -> {
                calls++;
                return model.call(batch.features());
            });
        }
    }

    @Test
    void rowsOfAnotherTypeThanTheTrainedOnes_arePredictedByAPlan_alike() {
        Column ofFloats = predict(Counted.class, ROWS, 1);
        Counted.calls = 0;
        Column ofInts = predict(Counted.class, Examples.of(Column.of(new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 2)), 1);

        assertThat((float[]) ofInts.values()).containsExactly((float[]) ofFloats.values());
        assertThat(Counted.calls).isLessThan(5);
    }

    @Test
    void undeclaredPrediction_isTheOutputOfTheOnlyModel_forAnyBatchSize_withoutLabels() {
        Column whole = predict(Plain.class, Examples.of(ROWS.features()), 5);
        Column parts = predict(Plain.class, ROWS, 2);

        assertThat(whole.rowShape()).isEqualTo(Shape.of(3));
        assertThat(whole.count()).isEqualTo(5);
        assertThat((float[]) parts.values()).containsExactly((float[]) whole.values());
        assertThat(predict(Plain.class, ROWS.take(0), 2).rowShape()).isEqualTo(Shape.of(3));
    }

    @Test
    void undeclaredPrediction_ofTwoModels_isRefused() {
        assertThatThrownBy(() -> predict(Two.class, ROWS, 2))
                .isInstanceOf(ProgramException.class)
                .hasMessage("Cannot predict with program io.kindling.program.PredictionTest$Two: it has the models"
                        + " [one, two] and declares no prediction. Declare one with p.prediction(...).");
    }

    /** Rows have features without names: which inputs they are for is the program's to say. */
    public static final class TwoInputs implements Program {
        private static Model model(ProgramBuilder p) {
            Node left = Input.of(2);
            Node right = Input.of(2);
            return p.model(
                    "model", Model.of(List.of(left, right), List.of(Add.of().apply(left, right))));
        }

        @Override
        public void define(ProgramBuilder p) {
            model(p);
        }
    }

    /** A prediction that gives two inputs one tensor. */
    public static final class OneOfTwoInputs implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = TwoInputs.model(p);
            p.prediction(batch -> model.call(batch.features()));
        }
    }

    @Test
    void predictionOfTwoInputs_needsADeclaration_whoseErrorsNameTheirLine() {
        assertThatThrownBy(() -> predict(TwoInputs.class, ROWS, 2))
                .isInstanceOf(ProgramException.class)
                .hasMessage(
                        "Cannot predict with program io.kindling.program.PredictionTest$TwoInputs: its model has 2 inputs,"
                                + " rows have features without names, and it declares no prediction. Declare one with"
                                + " p.prediction(...).");
        assertThatThrownBy(() -> predict(OneOfTwoInputs.class, ROWS, 2))
                .isInstanceOf(PhaseException.class)
                .hasMessageMatching(
                        "Cannot compute the prediction of program \\S+OneOfTwoInputs: Cannot call with 1 inputs:"
                                + " the model has 2\\. In layer '\\S+' \\(Functional\\) \\(at PredictionTest.java:\\d+\\)");
    }

    @Test
    void predictionWithoutOneRowForEachRow_isRefused() {
        assertThatThrownBy(() -> predict(Transposed.class, ROWS, 5))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("its prediction has shape (2, 5) for 5 rows");
    }
}
