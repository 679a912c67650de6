package com.acme;

import static io.kindling.autodiff.op.Ops.*;
import static io.kindling.nn.Mode.*;

import io.kindling.config.*;
import io.kindling.data.*;
import io.kindling.nn.*;
import io.kindling.nn.layer.*;
import io.kindling.nn.loss.*;
import io.kindling.nn.metric.*;
import io.kindling.nn.optimizer.*;
import io.kindling.nn.schedule.Schedule;
import io.kindling.program.*;
import io.kindling.tensor.*;
import io.kindling.train.*;
import java.util.List;
import java.util.Map;

/**
 * A fit with parts of its own, two named inputs, early stopping and a callback; and the same training by hand, as a program with
 * a loop. Executors find the parts by the names of their classes, in the jar.
 */
public final class OwnFit {
    private static final int MOST_EPOCHS = 20;
    private static final int PATIENCE = 2;

    /** {@code log(cosh(label - prediction))}, mean over the last axis. */
    public static final class LogCosh extends Loss {
        @Override
        public Tensor perExample(Tensor labels, Tensor predictions) {
            Tensor error = subtract(labels, predictions);
            return mean(log(divide(add(exp(error), exp(negate(error))), 2)), -1);
        }
    }

    /** The mean distance of predictions from labels. */
    public static final class Distance extends MeanMetric {
        public Distance(String name) {
            super(name);
        }

        @Override
        protected Tensor values(Tensor labels, Tensor predictions) {
            return mean(abs(subtract(labels, predictions)), -1);
        }
    }

    /** Each weight moves by the learning rate, against the sign of its gradient. */
    public static final class SignSGD extends ConfigurableOptimizer<SignSGD> {
        private SignSGD(Settings settings) {
            super(settings);
        }

        public static SignSGD of(Schedule learningRate) {
            return new SignSGD(Settings.of(learningRate));
        }

        static SignSGD from(Config config) {
            return new SignSGD(Settings.of(new WarmUp(0.01, 1)).from(config));
        }

        @Override
        protected SignSGD with(Settings settings) {
            return new SignSGD(settings);
        }

        @Override
        public List<String> slotNames() {
            return List.of();
        }

        @Override
        protected void updateRange(
                float[] weights, float[] gradients, float[][] slots, int from, int to, float learningRate, long step) {
            for (int i = from; i < to; i++) {
                weights[i] -= learningRate * Math.signum(gradients[i]);
            }
        }

        @Override
        public Config config() {
            return settings().config(SignSGD.class.getName());
        }
    }

    /** The learning rate rises in equal steps, then stays. */
    public record WarmUp(double rate, int steps) implements Schedule {
        @Override
        public double at(long iteration) {
            return rate * Math.min(1, (iteration + 1) / (double) steps);
        }
    }

    /** Values from one number to another, in equal steps. */
    public record Ramp(double from, double to) implements Initializer {
        @Override
        public float[] values(Shape shape, long seed) {
            float[] values = new float[(int) shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (from + (to - from) * i / Math.max(1, values.length - 1));
            }
            return values;
        }
    }

    /** {@code cost * sum(w^4)}. */
    public record Quartic(double cost) implements Regularizer {
        @Override
        public Tensor of(Tensor weight) {
            return multiply(sum(square(square(weight))), cost);
        }
    }

    private static Split<Examples> rows() {
        int count = 240;
        float[] sizes = new float[count * 2];
        int[] kinds = new int[count];
        float[] labels = new float[count];
        for (int i = 0; i < count; i++) {
            sizes[2 * i] = i % 11 / 11f;
            sizes[2 * i + 1] = i % 7 / 7f;
            kinds[i] = i % 3;
            labels[i] = sizes[2 * i] - sizes[2 * i + 1] + 0.5f * kinds[i];
        }
        return Examples.of(Map.of("size", Column.of(sizes, 2), "kind", Column.of(kinds)))
                .withLabels(Column.of(labels, 1))
                .split(40);
    }

    private static Model model() {
        Node size = Input.of(2).named("size");
        Node kind = Input.of(DType.INT32).named("kind");
        Node known = Embedding.of(3, 4).embeddingsInitializer(new Ramp(-0.1, 0.1)).apply(kind);
        Node hidden = Dense.of(4)
                .kernelInitializer(new Ramp(-0.5, 0.5))
                .kernelRegularizer(new Quartic(1e-3))
                .activation("tanh")
                .apply(size);
        Node output = Dense.of(1).kernelInitializer(new Ramp(0.3, -0.2)).apply(Add.of().apply(hidden, known));
        return Model.of(List.of(size, kind), List.of(output));
    }

    private static SignSGD optimizer() {
        return SignSGD.of(new WarmUp(0.02, 10));
    }

    private static Runner with(Runner runner) {
        return runner.batchSize(20).shards(3);
    }

    /** Returns the digest of the weights, and reports to standard output. */
    static String fit(Runner runner) {
        Model model = model();
        int[] steps = new int[1];
        History history = Kindling.fit(
                with(runner),
                model,
                optimizer(),
                new LogCosh(),
                List.of(new Distance("distance")),
                rows(),
                MOST_EPOCHS,
                EarlyStopping.of("val_distance", Direction.LOWER_IS_BETTER, PATIENCE),
                Callback.afterStep(step -> steps[0]++));
        System.out.println("fit: " + steps[0] + " steps, distance " + history.last().number("val_distance"));
        return WeightsDigest.of(List.of(model));
    }

    /** The same as a program. */
    public static final class ByHand implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("model", model());
            Loss loss = new LogCosh();
            Distance distance = p.metric(new Distance("distance"));
            p.phase("train").updates(model).with(optimizer()).loss((step, batch) -> {
                Tensor predictions = model.call(batch.features(model.inputNames()), TRAINING).get(0);
                distance.updateState(batch.labels(), predictions);
                return step.loss(loss, batch, predictions).plus(step.losses(model));
            });
            p.evaluation((step, batch) -> {
                Tensor predictions = model.call(batch.features(model.inputNames()), INFERENCE).get(0);
                distance.updateState(batch.labels(), predictions);
                return step.loss(loss, batch, predictions).plus(step.losses(model));
            });
        }
    }

    /** Returns the digest of the weights of the program after the same epochs. */
    static String byHand(Runner runner) {
        try (Training training = with(runner).start(ByHand.class, rows())) {
            double best = Double.POSITIVE_INFINITY;
            int waited = 0;
            for (int epoch = 0; epoch < MOST_EPOCHS && waited < PATIENCE; epoch++) {
                training.epoch().forEach(step -> {});
                double distance = training.evaluate().metric("distance");
                waited = distance < best ? 0 : waited + 1;
                best = Math.min(best, distance);
            }
            return WeightsDigest.of(training.models());
        }
    }

    public static void main(String[] args) {
        System.out.println("fit_sha256: " + fit(Runner.local()));
        System.out.println("by_hand_sha256: " + byHand(Runner.local()));
    }
}
