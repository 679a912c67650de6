package io.kindling.program.internal.replica;

import io.kindling.autodiff.op.Ops;
import io.kindling.compile.internal.PlanMemory;
import io.kindling.data.Batch;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.nn.Randomness;
import io.kindling.nn.internal.StateUpdates;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.nn.metric.Metric;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Execution;
import io.kindling.program.PhaseCall;
import io.kindling.program.PhaseException;
import io.kindling.program.ProgramSpec;
import io.kindling.program.Step;
import io.kindling.tensor.DType;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A built program that computes a shard's result from weights and the shard's rows. For use by one thread at a time; closing
 * it frees its memory.
 */
public final class Replica implements ShardComputation, AutoCloseable {
    /** Rows of an evaluation batch; results do not depend on it. */
    public static final int EVALUATION_BATCH = 256;

    private final BuiltProgram program;
    private final MemoryPool pool = new MemoryPool();
    private final PhaseCounts wholeCounts;
    private final PlanMemory memory = new PlanMemory();
    private final ReplicaWeights resident;
    private final CompiledPhases phases;
    private final CompiledEvaluation evaluations;
    /** By the layers whose outputs are computed, too. */
    private final Map<List<String>, CompiledPrediction> predictions = new HashMap<>();

    /** For each phase, the buffer of gradients that are returned in results. */
    private final Map<Integer, GradientBuffer> gradients = new HashMap<>();

    /** For each phase, the buffer of eager gradients that a plan's are compared with. */
    private final Map<Integer, GradientBuffer> checked = new HashMap<>();

    public Replica(ProgramSpec spec) {
        this.program = BuiltProgram.of(spec);
        this.wholeCounts = new PhaseCounts(program);
        this.resident = new ReplicaWeights(program, memory);
        this.phases = new CompiledPhases(program, wholeCounts, memory, pool);
        this.evaluations = new CompiledEvaluation(program, memory, pool);
    }

    public BuiltProgram program() {
        return program;
    }

    /**
     * Computes a shard's part of a phase with the current values of the weights, and returns its gradient in the result.
     *
     * @throws PhaseException if the program's code throws
     */
    public ShardResult run(PhaseCall call, int shard, ShardBatches rows, List<float[]> weights) {
        GradientBuffer gradient = gradients.computeIfAbsent(call.phase(), this::gradientOf);
        return run(call, shard, rows, weights, ReplicaWeights.NONE, gradient).with(gradient);
    }

    private GradientBuffer gradientOf(int phase) {
        return new GradientBuffer(program.layout(program.phases().get(phase)));
    }

    @Override
    public ShardResult run(
            PhaseCall call,
            int shard,
            ShardBatches rows,
            List<float[]> weights,
            long version,
            GradientBuffer gradient) {
        long start = System.nanoTime();
        CompiledPhase compiled = compiled(call, shard, rows);
        ShardResult result = compiled == null
                ? eagerly(call, shard, rows, weights, gradient, start)
                : asPlan(compiled, call, shard, rows, weights, version, gradient, start);
        if (program.spec().execution() == Execution.CHECKED && compiled != null) {
            GradientBuffer other = checked.computeIfAbsent(call.phase(), this::gradientOf);
            new ExecutionCheck(
                            program,
                            call,
                            weights,
                            moved -> eagerly(call, shard, rows, moved, other, start)
                                    .with(other))
                    .requireEqual(result.with(gradient));
        }
        return result;
    }

    @Override
    public void prefetch(PhaseCall call, int shard, ShardBatches rows) {
        CompiledPhase compiled = phases.known(call, shard, rows.partitioner());
        if (compiled != null) {
            compiled.prefetch(call, rows);
        }
    }

    private ShardResult eagerly(
            PhaseCall call, int shard, ShardBatches rows, List<float[]> weights, GradientBuffer gradient, long start) {
        return compute(call, shard, rows, weights, partial -> {
            write(partial.gradients(), gradient);
            double loss = partial.loss().item();
            return result(call, shard, rows, loss, partial.termCounts(), changes(partial.updates()), start);
        });
    }

    private ShardResult asPlan(
            CompiledPhase compiled,
            PhaseCall call,
            int shard,
            ShardBatches rows,
            List<float[]> weights,
            long version,
            GradientBuffer gradient,
            long start) {
        program.metrics().values().forEach(Metric::resetState);
        resident.load(weights, version);
        try {
            compiled.run(call, rows, randomKey(call), gradient);
        } catch (IllegalArgumentException thrown) {
            throw inItsLine(
                    program.thrownIn(call, new Step(call, shard, program.spec().shards()), thrown),
                    () -> compute(call, shard, rows, weights, partial -> partial));
        }
        return result(call, shard, rows, compiled.loss(), compiled.termCounts(), compiled.changes(), start);
    }

    /** What a plan's kernel threw, with the line of the program's code if computing operation by operation throws it, too. */
    static PhaseException inItsLine(PhaseException thrown, Runnable eagerly) {
        try {
            eagerly.run();
        } catch (PhaseException inALine) {
            return inALine;
        } catch (IllegalArgumentException | IllegalStateException other) {
            thrown.addSuppressed(other);
        }
        return thrown;
    }

    private ShardResult result(
            PhaseCall call,
            int shard,
            ShardBatches rows,
            double loss,
            long[] termCounts,
            List<MovingStatistic> changes,
            long start) {
        return new ShardResult(
                shard,
                rows.partitioner().rowsInBatch(call.batch(), shard),
                loss,
                termCounts,
                program.metricStates(),
                changes,
                System.nanoTime() - start);
    }

    /** The plan of a phase for a shard's rows of a batch; null if the phase is computed eagerly. */
    private @Nullable CompiledPhase compiled(PhaseCall call, int shard, ShardBatches rows) {
        return program.spec().execution() == Execution.EAGER ? null : phases.of(call, shard, rows.partitioner());
    }

    /** A shard's partial result in the precision in which it was computed. */
    public record Exact(double loss, double[] gradient) {}

    /** Computes as {@link #run} does, for models in float64. */
    public Exact exactly(PhaseCall call, int shard, ShardBatches rows, List<float[]> weights) {
        return compute(call, shard, rows, weights, partial -> {
            double[] gradient = partial.gradients().stream()
                    .filter(Objects::nonNull)
                    .flatMapToDouble(part -> DoubleStream.of(part.doubles()))
                    .toArray();
            return new Exact(partial.loss().item(), gradient);
        });
    }

    @SuppressWarnings("try") // a scope acts by being open
    private <T> T compute(
            PhaseCall call, int shard, ShardBatches rows, List<float[]> weights, Function<PartialPhase, T> result) {
        long[] counts = wholeCounts.of(call, rows.partitioner().batchRows(call.batch()));
        program.metrics().values().forEach(Metric::resetState);
        try (TensorScope scope = TensorScope.open(pool)) {
            program.loadWeights(weights);
            Batch batch = rows.batch(call.epoch(), call.batch())
                    .with(program.spec().data().layout());
            Step step = new Step(call, shard, program.spec().shards());
            return result.apply(PartialPhase.of(program, call, step, batch, counts, randomKey(call)));
        }
    }

    private static void write(List<@Nullable Tensor> gradients, GradientBuffer memory) {
        for (int i = 0; i < gradients.size(); i++) {
            Tensor gradient = gradients.get(i);
            if (gradient != null) {
                memory.of(i).write(Ops.cast(gradient, DType.FLOAT32));
            }
        }
    }

    private RandomKey randomKey(PhaseCall call) {
        return Randomness.key(program.spec().seed(), call.step(), call.phase(), call.repeat());
    }

    /** The values of moving statistics over the shard's rows; zeros if it has none. */
    private List<MovingStatistic> changes(List<StateUpdates.Update> updates) {
        return MovingStatistic.of(program, updates, i -> {
            StateUpdates.Update update = updates.get(i);
            float[] value = new float[Math.toIntExact(update.value().shape().size())];
            if (update.rows() > 0) {
                WeightLayout.copy(update.value(), value, 0);
            }
            return value;
        });
    }

    @Override
    public @Nullable FlatBuffer residentWeights(int model) {
        return resident.of(model);
    }

    @Override
    public PartialEvaluation evaluate(Examples rows, int batchSize, List<float[]> weights) {
        load(weights);
        PartialEvaluation partial =
                evaluate(rows, batchSize, (from, count) -> evaluations.terms(rows, from, count, weights));
        if (program.spec().execution() == Execution.CHECKED) {
            PartialEvaluation eager = evaluate(
                    rows, batchSize, (from, count) -> evaluations.eagerly(rows.slice(from, from + count), weights));
            ExecutionCheck.requireEqual(program, partial, eager);
        }
        return partial;
    }

    /** Computes the summed loss terms over a range of rows. */
    private interface Terms {
        List<PartialEvaluation.TermTotal> of(long from, int count);
    }

    private PartialEvaluation evaluate(Examples rows, int batchSize, Terms terms) {
        program.metrics().values().forEach(Metric::resetState);
        PartialEvaluation total = PartialEvaluation.NONE;
        for (long from = 0; from < rows.count(); from += batchSize) {
            int count = (int) Math.min(batchSize, rows.count() - from);
            total = total.plus(new PartialEvaluation(count, terms.of(from, count), List.of()));
        }
        return new PartialEvaluation(total.rows(), total.terms(), program.metricStates());
    }

    /**
     * Computes the prediction function over all rows.
     *
     * @param batchSize rows in a batch
     * @return one row for each, in the prediction's type
     */
    public Column predict(Examples rows, int batchSize, List<float[]> weights) {
        return predict(rows, batchSize, weights, List.of()).get(0);
    }

    /**
     * Computes the prediction function, and outputs of layers of the program's only model, over all rows.
     *
     * @param batchSize rows in a batch
     * @param layers the names of the layers
     * @return the prediction and each layer's output; one row for each
     */
    public List<Column> predict(Examples rows, int batchSize, List<float[]> weights, List<String> layers) {
        CompiledPrediction prediction =
                predictions.computeIfAbsent(layers, names -> new CompiledPrediction(program, names, memory, pool));
        load(weights);
        List<List<Column>> batches = new ArrayList<>();
        long from = 0;
        do {
            int count = (int) Math.min(batchSize, rows.count() - from);
            batches.add(prediction.of(rows, from, count, weights));
            from += count;
        } while (from < rows.count());
        return IntStream.range(0, 1 + layers.size())
                .mapToObj(at -> Column.concat(
                        batches.stream().map(batch -> batch.get(at)).toList()))
                .toList();
    }

    private void load(List<float[]> weights) {
        if (program.isFloat32() && program.spec().execution() != Execution.EAGER) {
            resident.copy(weights);
        }
    }

    @Override
    public void close() {
        memory.close();
        pool.close();
    }
}
