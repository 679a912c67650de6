package io.kindling.program;

import io.kindling.nn.metric.Metric;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.program.TrainingSnapshot.EpochStart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that training changes: weights, optimizer slots, metrics of the epoch, and progress. A strategy reads and changes it
 * in place. Others take a {@link #snapshot} after {@link Strategy#synchronize}.
 */
public final class TrainingState {
    private static final AtomicLong VERSIONS = new AtomicLong();

    private final List<float[]> weights;
    private final List<OptimizerState> optimizers;
    private List<long[]> metrics;
    private long step;
    private int epoch;
    private int batch;
    private long seen;
    /** How many updates of each phase were applied in the current epoch. Replaced, never changed. */
    private long[] applied;

    /** Whether an update that is not finite returns the state to the start of the epoch. */
    private final boolean rollsBack;
    /** The weights and optimizers at the start of the current epoch; null before its first step, and if it never rolls back. */
    private @Nullable EpochStart epochStart;

    private long version = VERSIONS.incrementAndGet();

    private TrainingState(
            List<float[]> weights, List<OptimizerState> optimizers, List<long[]> metrics, boolean rollsBack) {
        this.weights = weights;
        this.optimizers = optimizers;
        this.metrics = metrics;
        this.applied = new long[optimizers.size()];
        this.rollsBack = rollsBack;
    }

    /** The state before the first step. */
    public static TrainingState initial(BuiltProgram program) {
        return of(program, program.readWeights());
    }

    /** A state that another one is to be copied to. Its weights are 0, since the program's may have been released. */
    public static TrainingState blank(BuiltProgram program) {
        return of(
                program,
                program.layouts().stream()
                        .map(layout -> new float[layout.size()])
                        .toList());
    }

    private static TrainingState of(BuiltProgram program, List<float[]> weights) {
        List<OptimizerState> optimizers = new ArrayList<>();
        for (Phase phase : program.phases()) {
            optimizers.add(phase.optimizer().initialState(program.layout(phase).size()));
        }
        return new TrainingState(
                weights, optimizers, emptyMetrics(program), program.spec().onNan() == OnNan.ROLLBACK);
    }

    private static List<long[]> emptyMetrics(BuiltProgram program) {
        program.metrics().values().forEach(Metric::resetState);
        return program.metricStates();
    }

    /**
     * Each model's weights in its flat array. The arrays are aliased, and may be of an earlier step until {@link
     * Strategy#synchronize}. Who changes them, except as part of a step, must call {@link #changed} afterwards.
     */
    public List<float[]> weights() {
        return weights;
    }

    /** The state of each phase's optimizer. It is aliased, and may be of an earlier step, as {@link #weights}. */
    public List<OptimizerState> optimizers() {
        return optimizers;
    }

    /** The version of the weights and slots: each change gives them another, and no two states in this JVM have the same. */
    public long version() {
        return version;
    }

    /** Assigns a new version to the weights and slots; to be called after each change of them. */
    public void changed() {
        version = VERSIONS.incrementAndGet();
    }

    /** Copies the state. Its weights and slots must be those of its step: see {@link Strategy#synchronize}. */
    public TrainingSnapshot snapshot() {
        return new TrainingSnapshot(
                weights,
                optimizers,
                metrics,
                step,
                epoch,
                batch,
                seen,
                applied,
                batch == 0 ? Optional.empty() : Optional.ofNullable(epochStart),
                version);
    }

    /** The state of each metric over the epoch so far. */
    public List<long[]> metrics() {
        return metrics;
    }

    /** Steps completed since the start of training. */
    public long step() {
        return step;
    }

    /** The current epoch, from 0. */
    public int epoch() {
        return epoch;
    }

    /** Batches completed in the current epoch. */
    public int batch() {
        return batch;
    }

    /** Rows trained on in the current epoch. */
    public long seen() {
        return seen;
    }

    /** Prepares the next step. Its strategy calls it before each step. */
    public void stepBegins() {
        if (rollsBack && batch == 0) {
            epochStart = new EpochStart(weights, optimizers);
        }
    }

    /** Returns the weights and optimizers to what they were at the start of the epoch. */
    public void rollBack() {
        EpochStart start = Objects.requireNonNull(epochStart, "the start of the epoch was not kept");
        copyFrom(start.weights(), start.optimizers());
    }

    /**
     * Records a step.
     *
     * @param newMetrics the state of each metric over the epoch so far
     * @param newlyApplied how many updates of each phase it applied
     */
    public void stepDone(int rows, List<long[]> newMetrics, int[] newlyApplied) {
        step++;
        batch++;
        seen += rows;
        metrics = newMetrics;
        long[] sum = applied.clone();
        for (int phase = 0; phase < sum.length; phase++) {
            sum[phase] += newlyApplied[phase];
        }
        applied = sum;
        changed();
    }

    /** Returns the first phase none of whose updates was applied in the current epoch; empty before its first step. */
    public Optional<Phase> phaseWithoutUpdate(BuiltProgram program) {
        for (int phase = 0; phase < applied.length && batch > 0; phase++) {
            if (applied[phase] == 0) {
                return Optional.of(program.phases().get(phase));
            }
        }
        return Optional.empty();
    }

    public void epochDone(BuiltProgram program) {
        epoch++;
        batch = 0;
        seen = 0;
        metrics = emptyMetrics(program);
        applied = new long[applied.length];
        epochStart = null;
    }

    /** A copy with its own weights and slots. */
    public TrainingState copy() {
        TrainingState copy = new TrainingState(
                weights.stream().map(float[]::clone).toList(),
                optimizers.stream().map(OptimizerState::copy).toList(),
                metrics,
                rollsBack);
        copy.epochStart = epochStart;
        copy.setProgress(progress());
        return copy;
    }

    /** Copies the weights and slots of another state of the same program, but not its progress. */
    public void copyFrom(TrainingState other) {
        copyFrom(other.weights, other.optimizers);
        epochStart = other.epochStart;
    }

    private void copyFrom(List<float[]> otherWeights, List<OptimizerState> otherOptimizers) {
        for (int i = 0; i < weights.size(); i++) {
            System.arraycopy(otherWeights.get(i), 0, weights.get(i), 0, weights.get(i).length);
        }
        for (int i = 0; i < optimizers.size(); i++) {
            optimizers.get(i).copyFrom(otherOptimizers.get(i));
        }
        changed();
    }

    /**
     * Continues from a snapshot of the same program: takes over its weights, slots, metrics and progress.
     *
     * @throws IllegalArgumentException if the snapshot has other models or optimizers
     */
    public void restore(TrainingSnapshot snapshot) {
        List<Integer> expected = sizes(weights, optimizers);
        List<Integer> found = sizes(snapshot.weights(), snapshot.optimizers());
        if (!expected.equals(found)) {
            throw new IllegalArgumentException("Cannot continue from a snapshot of another program: its weights and"
                    + " slots have " + found + " numbers, but this program needs " + expected + ".");
        }
        copyFrom(snapshot.weights(), snapshot.optimizers());
        epochStart = rollsBack ? snapshot.epochStart().orElseGet(() -> new EpochStart(weights, optimizers)) : null;
        setProgress(new Progress(
                snapshot.step(),
                snapshot.epoch(),
                snapshot.batch(),
                snapshot.seen(),
                snapshot.metrics(),
                snapshot.applied()));
    }

    private static List<Integer> sizes(List<float[]> weights, List<OptimizerState> optimizers) {
        return Stream.concat(weights.stream(), optimizers.stream().flatMap(state -> Arrays.stream(state.slots())))
                .map(values -> values.length)
                .toList();
    }

    /** How far training has come. */
    public record Progress(long step, int epoch, int batch, long seen, List<long[]> metrics, long[] applied) {}

    public Progress progress() {
        return new Progress(step, epoch, batch, seen, metrics, applied);
    }

    public void setProgress(Progress progress) {
        step = progress.step();
        epoch = progress.epoch();
        batch = progress.batch();
        seen = progress.seen();
        metrics = progress.metrics();
        applied = progress.applied();
    }
}
