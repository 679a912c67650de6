package io.kindling.program;

import io.kindling.nn.metric.Metric;
import io.kindling.nn.optimizer.OptimizerState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that training changes: weights, optimizer slots, metrics of the epoch, and how far it has come. What a
 * checkpoint must hold.
 */
public final class TrainingState {
    private final List<float[]> weights;
    private final List<OptimizerState> optimizers;
    private List<long[]> metrics;
    private long step;
    private int epoch;
    private int batch;
    private long seen;
    /** The arrays in a list of their own, as long as nobody else can have changed them. */
    private @Nullable List<float[]> untouched;

    private Runnable bringUpToDate = () -> {};

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
     * Each model's weights in its flat array; aliased, to be changed at once or not at all. Between two steps, ask again: a strategy may bring the arrays up to
     * date only when they are asked for.
     */
    public List<float[]> weights() {
        bringUpToDate.run();
        untouched = null;
        return weights;
    }

    /** The same arrays for whoever makes the steps: in another list than before, if somebody may have changed them since. */
    List<float[]> untouched() {
        List<float[]> known = untouched;
        if (known == null) {
            known = new ArrayList<>(weights);
            untouched = known;
        }
        return known;
    }

    /** The state of each phase's optimizer; as with {@link #weights}, ask again between steps. */
    public List<OptimizerState> optimizers() {
        bringUpToDate.run();
        return optimizers;
    }

    /** The state of each metric over the epoch so far. */
    public List<long[]> metrics() {
        return metrics;
    }

    /** Steps done since the start of training. */
    public long step() {
        return step;
    }

    /** The epoch under way. */
    public int epoch() {
        return epoch;
    }

    /** Batches of the epoch that are done. */
    public int batch() {
        return batch;
    }

    /** Rows of the epoch that are done. */
    public long seen() {
        return seen;
    }

    void stepDone(int rows, List<long[]> newMetrics) {
        step++;
        batch++;
        seen += rows;
        metrics = newMetrics;
    }

    void epochDone(BuiltProgram program) {
        epoch++;
        batch = 0;
        seen = 0;
        metrics = emptyMetrics(program);
    }

    /** A state of its own with the same content. */
    TrainingState copy() {
        TrainingState copy = new TrainingState(
                weights.stream().map(float[]::clone).toList(),
                optimizers.stream().map(OptimizerState::copy).toList(),
                metrics);
        copy.goTo(progress());
        return copy;
    }

    /** Takes over the weights and slots of another state of the same program, not its progress. */
    void copyFrom(TrainingState other) {
        untouched = null;
        for (int i = 0; i < weights.size(); i++) {
            System.arraycopy(other.weights.get(i), 0, weights.get(i), 0, weights.get(i).length);
        }
        for (int i = 0; i < optimizers.size(); i++) {
            optimizers.get(i).copyFrom(other.optimizers.get(i));
        }
    }

    /** How far training has come. */
    record Progress(long step, int epoch, int batch, long seen, List<long[]> metrics) {}

    Progress progress() {
        return new Progress(step, epoch, batch, seen, metrics);
    }

    void goTo(Progress progress) {
        step = progress.step();
        epoch = progress.epoch();
        batch = progress.batch();
        seen = progress.seen();
        metrics = progress.metrics();
    }

    /** Has something done whenever weights or slots are asked for, before they are given. */
    void beforeLooking(Runnable work) {
        bringUpToDate = work;
    }
}
