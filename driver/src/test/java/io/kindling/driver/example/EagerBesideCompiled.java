package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.data.Examples;
import io.kindling.data.RowOwnership;
import io.kindling.data.ShardBatches;
import io.kindling.data.Split;
import io.kindling.nn.WeightLayout;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DriverApplied;
import io.kindling.program.Evaluation;
import io.kindling.program.Execution;
import io.kindling.program.PhaseCall;
import io.kindling.program.ProgramSpec;
import io.kindling.program.Replica;
import io.kindling.program.Runner;
import io.kindling.program.ShardResult;
import io.kindling.program.StateChange;
import io.kindling.program.Strategy;
import io.kindling.program.TrainingState;
import io.kindling.program.WeightsChecksum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Trains eagerly, and computes each shard of each phase as a plan too, from the same weights and batch; fails where loss,
 * the gradient by a weight, a metric or what was seen of a moving statistic differs by more than {@value #TOLERANCE} of its
 * norm. A gradient may differ by more only where the eager one itself jumps as far when weights move by their last bit.
 */
final class EagerBesideCompiled extends DriverApplied {
    static final double TOLERANCE = 1e-5;

    private final List<ShardBatches> rows;
    private final Replica eager;
    private final Replica compiled;
    private long compared;
    private long otherBits;
    private long kinks;

    private EagerBesideCompiled(BuiltProgram program, List<ShardBatches> rows) {
        super(program, rows.get(0).ownership());
        this.rows = rows;
        this.eager = replica(program.spec(), Execution.EAGER);
        this.compiled = replica(program.spec(), Execution.COMPILED);
    }

    private static Replica replica(ProgramSpec spec, Execution execution) {
        return new Replica(new ProgramSpec(
                spec.className(), spec.config(), spec.data(), spec.seed(), spec.batchSize(), spec.shards(), execution));
    }

    static Runner runner() {
        return new Runner() {
            @Override
            protected Strategy strategy(BuiltProgram program, Split<Examples> rows) {
                RowOwnership ownership = new RowOwnership(
                        rows.training().count(),
                        settings().batchSize(),
                        settings().shards());
                List<ShardBatches> batches = new ArrayList<>();
                for (int shard = 0; shard < settings().shards(); shard++) {
                    Examples owned = rows.training().read(ownership.rows(shard));
                    batches.add(new ShardBatches(
                            owned,
                            ownership,
                            shard,
                            settings().shuffle(),
                            settings().seed()));
                }
                return new EagerBesideCompiled(program, batches);
            }
        };
    }

    @Override
    protected List<ShardResult> run(PhaseCall call, List<float[]> weights) {
        long digest = WeightsChecksum.of(weights);
        List<ShardResult> results = new ArrayList<>();
        for (int shard = 0; shard < rows.size(); shard++) {
            ShardResult expected = compute(eager, call, shard, weights);
            requireClose(call, weights, expected, compute(compiled, call, shard, weights));
            results.add(expected.by("", digest));
        }
        return results;
    }

    private ShardResult compute(Replica replica, PhaseCall call, int shard, List<float[]> weights) {
        return replica.run(call, shard, rows.get(shard), weights);
    }

    private WeightLayout layout(PhaseCall call) {
        return program().layout(program().phases().get(call.phase()));
    }

    private void requireClose(PhaseCall call, List<float[]> weights, ShardResult expected, ShardResult found) {
        String where = " of shard " + expected.shard() + " in phase '"
                + program().phases().get(call.phase()).name() + "' at step " + call.step();
        assertThat(found.termCounts()).as("counts" + where).isEqualTo(expected.termCounts());
        Map<String, Double> metrics = program().metricResults(found.metrics());
        program()
                .metricResults(expected.metrics())
                .forEach((name, value) ->
                        requireClose(name + where, new double[] {value}, new double[] {metrics.get(name)}, 0));
        assertThat(found.changes()).as("statistics" + where).hasSameSizeAs(expected.changes());
        for (int i = 0; i < expected.changes().size(); i++) {
            StateChange statistic = expected.changes().get(i);
            int size = statistic.value().length;
            requireClose(
                    "statistic " + statistic.weight() + where,
                    doubles(statistic.value(), 0, size),
                    doubles(found.changes().get(i).value(), 0, size),
                    0);
        }
        compared++;
        if (expected.loss() != found.loss() || !Arrays.equals(expected.gradient(), found.gradient())) {
            otherBits++;
        }
        Jumps jumps = new Jumps(moved -> compute(eager, call, expected.shard(), moved), weights);
        double apart = Math.abs(found.loss() - expected.loss());
        boolean kink = apart > TOLERANCE * Math.abs(expected.loss()) + Math.ulp(1f);
        if (kink) {
            jumps.requireAsFar("loss" + where, apart, moved -> Math.abs(moved.loss() - expected.loss()));
        }
        double cancelled = 4 * Math.ulp(1f) * norm(doubles(expected.gradient(), 0, expected.gradient().length));
        for (WeightLayout.Slice slice : layout(call).slices()) {
            double[] gradient = gradient(expected, slice);
            double difference = distance(gradient, gradient(found, slice));
            if (!(difference <= Math.max(TOLERANCE * norm(gradient), cancelled))) {
                kink = true;
                jumps.requireAsFar(
                        "the gradient by '" + slice.name() + "'" + where,
                        difference,
                        moved -> distance(gradient, gradient(moved, slice)));
            }
        }
        kinks += kink ? 1 : 0;
    }

    /** How far the eager results jump when weights move by their last bit. */
    private static final class Jumps {
        private static final int NUDGES = 16;
        private static final double AS_FAR = 1.5;

        private final Function<List<float[]>, ShardResult> eagerly;
        private final List<float[]> weights;
        private final List<ShardResult> moved = new ArrayList<>();

        Jumps(Function<List<float[]>, ShardResult> eagerly, List<float[]> weights) {
            this.eagerly = eagerly;
            this.weights = weights;
        }

        void requireAsFar(String what, double difference, ToDoubleFunction<ShardResult> distance) {
            double farthest = 0;
            for (int i = 0; i < NUDGES && farthest * AS_FAR < difference; i++) {
                if (i == moved.size()) {
                    moved.add(eagerly.apply(nudged(weights, i + 1)));
                }
                farthest = Math.max(farthest, distance.applyAsDouble(moved.get(i)));
            }
            assertThat(difference).as(what).isLessThanOrEqualTo(AS_FAR * farthest);
        }
    }

    /** The weights, some of them moved by their last bit. */
    private static List<float[]> nudged(List<float[]> weights, int seed) {
        Random random = new Random(seed);
        List<float[]> moved = new ArrayList<>();
        for (float[] of : weights) {
            float[] copy = of.clone();
            for (int i = 0; i < copy.length; i++) {
                copy[i] += (random.nextInt(3) - 1) * Math.ulp(copy[i]);
            }
            moved.add(copy);
        }
        return moved;
    }

    private static double[] gradient(ShardResult result, WeightLayout.Slice slice) {
        return doubles(result.gradient(), slice.from(), slice.to());
    }

    static double[] doubles(float[] from, int first, int end) {
        double[] part = new double[end - first];
        for (int i = 0; i < part.length; i++) {
            part[i] = from[first + i];
        }
        return part;
    }

    private static double distance(double[] a, double[] b) {
        double[] difference = a.clone();
        for (int i = 0; i < a.length; i++) {
            difference[i] -= b[i];
        }
        return norm(difference);
    }

    private static double norm(double[] of) {
        return Math.sqrt(DoubleStream.of(of).map(x -> x * x).sum());
    }

    /** @param rounding what may differ whatever the norm: of terms that cancel each other */
    static void requireClose(String what, double[] expected, double[] found, double rounding) {
        assertThat(distance(expected, found)).as(what).isLessThanOrEqualTo(TOLERANCE * norm(expected) + rounding);
    }

    /** Shares of phases that were compared. */
    long compared() {
        return compared;
    }

    /** Those of them whose loss or gradient had other bits. */
    long otherBits() {
        return otherBits;
    }

    /** Those of them whose gradient the last bit of the weights decides: a maximum of equals, a rectifier at 0. */
    long kinks() {
        return kinks;
    }

    @Override
    public String name() {
        return "eager beside compiled";
    }

    @Override
    public Evaluation evaluate(TrainingState state) {
        throw new AssertionError("Nothing is to be evaluated here.");
    }

    @Override
    public void close() {
        eager.close();
        compiled.close();
    }
}
