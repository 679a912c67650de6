package io.kindling.program;

import io.kindling.nn.metric.Metric;
import io.kindling.nn.optimizer.OptimizerState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that training changes: weights, optimizer slots, metrics of the epoch, and progress. A checkpoint must hold all
 * of it.
 */
public final class TrainingState {
    private final List<float[]> weights;
    private final List<OptimizerState> optimizers;
    private List<long[]> metrics;
    private long step;
    private int epoch;
    private int batch;
    private long seen;
    /** The list whose identity is the version of the weights; null if a caller may have changed them since. */
    private @Nullable List<float[]> version;

    private Runnable synchronize = () -> {};

    private TrainingState(List<float[]> weights, List<OptimizerState> optimizers, List<long[]> metrics) {
        this.weights = weights;
        this.optimizers = optimizers;
        this.metrics = metrics;
    }

    /** The state before the first step. */
    public static TrainingState initial(BuiltProgram program) {
        List<OptimizerState> optimizers = new ArrayList<>();
        for (Phase phase : program.phases()) {
            optimizers.add(phase.optimizer().initialState(program.layout(phase).size()));
        }
        return new TrainingState(program.readWeights(), optimizers, emptyMetrics(program));
    }

    private static List<long[]> emptyMetrics(BuiltProgram program) {
        program.metrics().values().forEach(Metric::resetState);
        return program.metricStates();
    }

    /**
     * Each model's weights in its flat array. The arrays are aliased: a caller may change them, but only before the next step.
     * Call this again after each step, because a strategy may update the arrays only when this is called.
     */
    public List<float[]> weights() {
        synchronize.run();
        version = null;
        return weights;
    }

    /**
     * The same arrays, for computing steps. The identity of the list is the version of the weights: it is another list if a
     * caller may have changed them since.
     */
    public List<float[]> versionedWeights() {
        List<float[]> known = version;
        if (known == null) {
            known = new ArrayList<>(weights);
            version = known;
        }
        return known;
    }

    /** The state of each phase's optimizer. Call this again after each step, as {@link #weights}. */
    public List<OptimizerState> optimizers() {
        synchronize.run();
        return optimizers;
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

    public void stepDone(int rows, List<long[]> newMetrics) {
        step++;
        batch++;
        seen += rows;
        metrics = newMetrics;
    }

    public void epochDone(BuiltProgram program) {
        epoch++;
        batch = 0;
        seen = 0;
        metrics = emptyMetrics(program);
    }

    /** A copy with its own weights and slots. */
    public TrainingState copy() {
        TrainingState copy = new TrainingState(
                weights.stream().map(float[]::clone).toList(),
                optimizers.stream().map(OptimizerState::copy).toList(),
                metrics);
        copy.setProgress(progress());
        return copy;
    }

    /** Copies the weights and slots of another state of the same program, but not its progress. */
    public void copyFrom(TrainingState other) {
        version = null;
        for (int i = 0; i < weights.size(); i++) {
            System.arraycopy(other.weights.get(i), 0, weights.get(i), 0, weights.get(i).length);
        }
        for (int i = 0; i < optimizers.size(); i++) {
            optimizers.get(i).copyFrom(other.optimizers.get(i));
        }
    }

    /** How far training has come. */
    public record Progress(long step, int epoch, int batch, long seen, List<long[]> metrics) {}

    public Progress progress() {
        return new Progress(step, epoch, batch, seen, metrics);
    }

    public void setProgress(Progress progress) {
        step = progress.step();
        epoch = progress.epoch();
        batch = progress.batch();
        seen = progress.seen();
        metrics = progress.metrics();
    }

    /** Sets what runs before each read of weights or slots. */
    public void beforeRead(Runnable work) {
        synchronize = work;
    }
}
