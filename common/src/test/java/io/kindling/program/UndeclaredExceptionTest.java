package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.metric.Metric;
import io.kindling.nn.optimizer.ConfigurableOptimizer;
import io.kindling.nn.optimizer.Settings;
import io.kindling.nn.schedule.Constant;
import io.kindling.tensor.Rows;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A checked exception that no signature declares, as Kotlin and Scala throw them, is reported as any other of a program's code.
 *
 * @see BuiltProgram
 */
class UndeclaredExceptionTest {
    private static final Examples ROWS =
            Examples.of(Column.of(new float[8 * 3], 3), Column.of(new int[] {0, 1, 0, 1, 0, 1, 0, 1}));

    private static final class CheckedException extends Exception {
        private static final long serialVersionUID = 1L;

        CheckedException() {
            super("out of ideas");
        }
    }

    /** Throws a checked exception if both names are equal. */
    private static void throwIn(String place, String chosen) {
        if (place.equals(chosen)) {
            throwUndeclared(new CheckedException());
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // T is inferred as RuntimeException
    private static <T extends Throwable> void throwUndeclared(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** Throws at the place that its config names. */
    public static final class Throwing implements Program {
        @Override
        public void define(ProgramBuilder p) {
            String chosen = p.config().string("place");
            throwIn("define", chosen);
            Node input = Input.of(3);
            Model model = p.model("m", Model.of(input, Dense.of(2).apply(input)));
            p.metric(new ThrowingMetric(chosen));
            p.phase("train").updates(model).with(new ThrowingOptimizer(chosen)).loss((step, batch) -> {
                throwIn("phase", step.shards() > 1 ? chosen : "");
                return step.mean(model.call(batch.features()));
            });
            p.evaluation((step, batch) -> {
                throwIn("evaluation", chosen);
                return step.mean(model.call(batch.features()));
            });
            p.prediction(batch -> {
                throwIn("prediction", chosen);
                return model.call(batch.features());
            });
            p.generation((step, rows) -> {
                throwIn("generation", chosen);
                return step.normal(rows, 2);
            });
        }
    }

    private static final class ThrowingMetric extends Metric {
        private final String chosen;

        ThrowingMetric(String chosen) {
            super("own");
            this.chosen = chosen;
        }

        @Override
        public double result() {
            throwIn("metric", chosen);
            return 0;
        }

        @Override
        public void resetState() {}

        @Override
        public long[] state() {
            return new long[1];
        }

        @Override
        protected void replaceState(long[] state) {}
    }

    private static final class ThrowingOptimizer extends ConfigurableOptimizer<ThrowingOptimizer> {
        private final String chosen;

        ThrowingOptimizer(String chosen) {
            this(Settings.of(Constant.of(0.1)), chosen);
        }

        private ThrowingOptimizer(Settings settings, String chosen) {
            super(settings);
            this.chosen = chosen;
        }

        @Override
        protected ThrowingOptimizer with(Settings newSettings) {
            return new ThrowingOptimizer(newSettings, chosen);
        }

        @Override
        public List<String> slotNames() {
            return List.of();
        }

        @Override
        protected void updateRange(
                float[] weights, float[] gradients, float[][] slots, int from, int to, float learningRate, long step) {
            throwIn("optimizer", chosen);
        }

        @Override
        public Config config() {
            return settings().config("Throwing");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    define     | Cannot build program %s
                    phase      | Cannot compute phase 'train' at epoch 1, step 0, shard 0 of program %s
                    optimizer  | Cannot compute the update of phase 'train' at epoch 1, step 0 of program %s
                    metric     | Cannot compute metric 'own' of program %s
                    evaluation | Cannot compute the evaluation of program %s
                    prediction | Cannot compute the prediction of program %s
                    generation | Cannot compute the generation of program %s
                    """)
    void isReportedWithTheProgramThePlaceAndTheLine(String place, String message) {
        assertThatThrownBy(() -> runAll(place))
                .hasMessageMatching(message.formatted("\\S+UndeclaredExceptionTest\\$Throwing")
                        + ": \\S+CheckedException: out of ideas \\(at UndeclaredExceptionTest.java:\\d+\\)");
    }

    private static void runAll(String place) {
        try (Training training = Runner.local(2)
                .batchSize(4)
                .shards(2)
                .start(Throwing.class, Config.of("place", place), ROWS.split(2))) {
            training.epoch().forEach(step -> {});
            training.evaluate();
            training.program().predicted(ROWS.batch());
            training.program().generated(new Step(new PhaseCall(0, 0, 0, 0, 0), 0, 1), Rows.range(0, 1));
        }
    }
}
