package io.kindling.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.op.Ops;
import io.kindling.data.Batch;
import io.kindling.data.Batches;
import io.kindling.data.Examples;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.initializer.Ones;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Lambda;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.metric.MeanMetric;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Evaluation;
import io.kindling.program.Execution;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.StepResult;
import io.kindling.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs and loops may have functions in place of classes: a loss, a metric, a schedule and a layer.
 *
 * @see io.kindling.nn.metric.MeanMetric#of
 * @see io.kindling.nn.loss.Loss#of
 */
class OneOffPartsTest {
    private static final int ROWS = 24;
    private static final int VALIDATION = 6;

    /** The model's first prediction is the doubled feature, so this is its mean error. */
    private static final double FIRST_BIAS = 0.5;

    /** Features whose mean is 1, and labels whose mean is 1.5. */
    private static Examples rows() {
        float[][] features = new float[ROWS][1];
        float[] labels = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            features[i][0] = i % 3;
            labels[i] = i % 3 + 0.5f;
        }
        return Examples.of(features, labels);
    }

    private static Model model() {
        return Model.sequential(
                Input.of(1), Lambda.of(x -> Ops.add(x, x)), Dense.of(1).kernelInitializer(Ones.of()));
    }

    private static Loss loss() {
        return Loss.of((labels, predictions) -> Ops.abs(error(labels, predictions)));
    }

    private static MeanMetric bias() {
        return MeanMetric.of("bias", OneOffPartsTest::error);
    }

    private static Tensor error(Tensor labels, Tensor predictions) {
        return Ops.subtract(Ops.reshape(predictions, -1), labels);
    }

    /** All its parts are functions. */
    public static final class OneOff implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("model", model());
            Loss loss = loss();
            PredictionMetric bias = p.metric(bias());
            p.phase("train")
                    .updates(model)
                    .with(SGD.of(iteration -> 0.1 / (1 + iteration)))
                    .loss((step, batch) -> {
                        Tensor predictions = model.call(batch.features(), Mode.TRAINING);
                        bias.updateState(batch.labels(), predictions);
                        return step.loss(loss, batch, predictions);
                    });
            p.evaluation((step, batch) -> {
                Tensor predictions = model.call(batch.features());
                bias.updateState(batch.labels(), predictions);
                return step.loss(loss, batch, predictions);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void programOfFunctions_isTheSameOnAnyNumberOfThreads(Execution execution) {
        assertThat(digestAfterTraining(1, execution)).isEqualTo(digestAfterTraining(2, execution));
    }

    private static String digestAfterTraining(int threads, Execution execution) {
        Runner runner = Runner.local(threads).batchSize(ROWS - VALIDATION).execution(execution);
        try (Training training = runner.start(OneOff.class, rows().split(VALIDATION))) {
            Evaluation before = training.evaluate();
            assertThat(before.rows()).isEqualTo(VALIDATION);
            assertThat(before.metric("bias")).isCloseTo(FIRST_BIAS, within(1e-12));
            List<StepResult> steps = new ArrayList<>();
            training.epoch().forEach(steps::add);
            assertThat(steps).hasSize(1);
            assertThat(steps.get(0).metric("bias")).isCloseTo(FIRST_BIAS, within(1e-12));
            assertThat(training.evaluate().loss()).isLessThan(before.loss());
            return WeightsDigest.of(training.models());
        }
    }

    @Test
    void resumedLoopOfFunctions_goesOn(@TempDir Path folder) {
        assertThat(stepsAndBias(folder, 2)).isEqualTo("2 steps, bias 0.5");
        assertThat(stepsAndBias(folder, 1)).isEqualTo("3 steps, bias 0.5");
    }

    /** Steps of a loop that changes no weights. */
    private static String stepsAndBias(Path folder, int steps) {
        Model model = model();
        Optimizer optimizer = SGD.of(iteration -> 0);
        MeanMetric bias = bias();
        Batches train = rows().shuffle(ROWS, 1).batch(6);
        try (ResumableLoop loop = ResumableLoop.in(folder.toString())
                .models(model)
                .optimizers(optimizer)
                .metrics(bias)
                .batches(train)
                .resume()) {
            int done = 0;
            for (Batch batch : train) {
                try (GradientTape tape = GradientTape.open()) {
                    Tensor predictions = model.call(batch.features(), Mode.TRAINING);
                    bias.updateState(batch.labels(), predictions);
                    Tensor value = loss().call(batch.labels(), predictions);
                    optimizer.apply(tape.gradient(value, model.trainableWeights()), model.trainableWeights());
                }
                loop.stepDone();
                if (++done == steps) {
                    break;
                }
            }
            loop.save();
            return loop.step() + " steps, bias " + bias.result();
        }
    }
}
