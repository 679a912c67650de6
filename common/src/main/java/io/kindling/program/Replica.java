package io.kindling.program;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.Unconnected;
import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Arithmetic;
import io.kindling.data.Batch;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.nn.Model;
import io.kindling.nn.Randomness;
import io.kindling.nn.StateUpdates;
import io.kindling.nn.WeightLayout;
import io.kindling.nn.loss.LossTerm;
import io.kindling.nn.loss.LossTerms;
import io.kindling.nn.metric.Metric;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * One built program, computing: turns weights and a shard's rows into that shard's result. For one thread at a time;
 * closing it frees its memory.
 */
public final class Replica implements AutoCloseable {
    /** Rows of an evaluation's batch; no result depends on it. */
    public static final int EVALUATION_BATCH = 256;

    private final BuiltProgram program;
    private final MemoryPool pool = new MemoryPool();
    private final PhaseCounts wholeCounts;

    public Replica(ProgramSpec spec) {
        this.program = BuiltProgram.of(spec);
        this.wholeCounts = new PhaseCounts(program);
    }

    public BuiltProgram program() {
        return program;
    }

    /**
     * Computes a shard's part of a phase. With one and the same call object come one and the same weights, whatever the
     * shard.
     *
     * @param gradient where to write the gradient, over the updated models' flat arrays one after the other; elements of
     *     weights that are not trained stay as they are
     */
    public ShardResult run(PhaseCall call, int shard, ShardBatches rows, List<float[]> weights, float[] gradient) {
        long start = System.nanoTime();
        return compute(
                call,
                shard,
                rows,
                weights,
                share -> new ShardResult(
                        shard,
                        share.rows(),
                        share.loss().item(),
                        flat(share.phase(), share.gradients(), gradient),
                        share.termCounts(),
                        program.metrics().values().stream().map(Metric::state).toList(),
                        changes(share.updates()),
                        System.nanoTime() - start));
    }

    /** A shard's share in the precision it was computed in. */
    record Exact(double loss, double[] gradient) {}

    /** Computes as {@link #run} does, for models in float64. */
    Exact exactly(PhaseCall call, int shard, ShardBatches rows, List<float[]> weights) {
        return compute(call, shard, rows, weights, share -> {
            double[] gradient = share.gradients().stream()
                    .filter(Objects::nonNull)
                    .flatMapToDouble(part -> DoubleStream.of(part.doubles()))
                    .toArray();
            return new Exact(share.loss().item(), gradient);
        });
    }

    /** What a phase gave on a shard, as tensors that live as long as the computation's scope. */
    private record Share(
            Phase phase,
            int rows,
            Tensor loss,
            List<@Nullable Tensor> gradients,
            long[] termCounts,
            StateUpdates updates) {}

    @SuppressWarnings("try") // a scope acts by being open
    private <T> T compute(
            PhaseCall call, int shard, ShardBatches rows, List<float[]> weights, Function<Share, T> result) {
        Phase phase = program.phases().get(call.phase());
        long[] counts = wholeCounts.of(call, rows.ownership().batchRows(call.batch()));
        program.metrics().values().forEach(Metric::resetState);
        try (TensorScope scope = TensorScope.open(pool);
                Randomness randomness = Randomness.openInShard(randomKey(call));
                StateUpdates updates = StateUpdates.collect();
                GradientTape tape = GradientTape.open()) {
            program.loadWeights(weights);
            Batch batch = rows.batch(call.epoch(), call.batch());
            LossTerms terms =
                    program.loss(call, new Step(call, shard, program.spec().shards()), batch);
            Tensor loss = share(phase, terms, counts, shard);
            long[] termCounts =
                    terms.terms().stream().mapToLong(LossTerm::count).toArray();
            return result.apply(
                    new Share(phase, batch.count(), loss, gradients(phase, tape, loss), termCounts, updates));
        }
    }

    private Tensor share(Phase phase, LossTerms loss, long[] counts, int shard) {
        if (loss.terms().size() != counts.length) {
            throw new IllegalStateException("Cannot compute phase '" + phase.name() + "': it gave "
                    + loss.terms().size()
                    + " loss terms here and " + counts.length
                    + " when evaluated for shapes. A phase must give the same terms for any batch.");
        }
        Tensor total = null;
        for (int i = 0; i < counts.length; i++) {
            LossTerm term = loss.terms().get(i);
            if (term.kind() == LossTerm.Kind.ONCE && shard != 0) {
                continue;
            }
            Tensor share = term.share(counts[i]);
            total = total == null ? share : Arithmetic.add(total, share);
        }
        return total == null ? Tensor.scalar(0) : total;
    }

    /** The gradient by each weight of the phase's models, in layout order; null for one that is not trained. */
    private static List<@Nullable Tensor> gradients(Phase phase, GradientTape tape, Tensor loss) {
        List<Variable> trainable = new ArrayList<>();
        phase.models().forEach(model -> trainable.addAll(model.trainableWeights()));
        List<Tensor> gradients = tape.gradient(loss, trainable, Unconnected.ZERO);
        Map<Variable, Tensor> byWeight = new java.util.IdentityHashMap<>();
        for (int i = 0; i < gradients.size(); i++) {
            byWeight.put(trainable.get(i), gradients.get(i));
        }
        return phase.models().stream()
                .flatMap(model -> model.weights().stream())
                .<@Nullable Tensor>map(byWeight::get)
                .collect(java.util.stream.Collectors.toList());
    }

    private float[] flat(Phase phase, List<@Nullable Tensor> gradients, float[] flat) {
        WeightLayout layout = program.layout(phase);
        for (int i = 0; i < gradients.size(); i++) {
            Tensor gradient = gradients.get(i);
            if (gradient != null) {
                WeightLayout.copy(gradient, flat, layout.slices().get(i).from());
            }
        }
        return flat;
    }

    private RandomKey randomKey(PhaseCall call) {
        return Randomness.key(program.spec().seed(), call.step(), call.phase(), call.repeat());
    }

    private List<StateChange> changes(StateUpdates collected) {
        List<StateChange> changes = new ArrayList<>();
        List<Model> models = List.copyOf(program.models().values());
        for (StateUpdates.Update update : collected.updates()) {
            for (int m = 0; m < models.size(); m++) {
                int weight = models.get(m).weights().indexOf(update.variable());
                if (weight >= 0) {
                    float[] value =
                            new float[Math.toIntExact(update.value().shape().size())];
                    if (update.rows() > 0) {
                        WeightLayout.copy(update.value(), value, 0);
                    }
                    changes.add(new StateChange(m, weight, update.momentum(), update.rows(), value));
                }
            }
        }
        return changes;
    }

    /** Computes the evaluation function over all rows, in batches of a size. */
    @SuppressWarnings("try") // a scope acts by being open
    public EvaluationShare evaluate(Examples rows, int batchSize, List<float[]> weights) {
        program.metrics().values().forEach(Metric::resetState);
        Step step = new Step(new PhaseCall(0, 0, 0, 0, 0), 0, 1);
        EvaluationShare share = new EvaluationShare(0, List.of(), List.of());
        for (long from = 0; from < rows.count(); from += batchSize) {
            try (TensorScope scope = TensorScope.open(pool)) {
                program.loadWeights(weights);
                Batch batch = rows.slice(from, Math.min(rows.count(), from + batchSize))
                        .batch();
                List<EvaluationShare.TermTotal> terms = program.evaluationLoss(step, batch).terms().stream()
                        .map(EvaluationShare.TermTotal::of)
                        .toList();
                share = share.plus(new EvaluationShare(batch.count(), terms, List.of()));
            }
        }
        return new EvaluationShare(
                share.rows(),
                share.terms(),
                program.metrics().values().stream().map(Metric::state).toList());
    }

    /**
     * Computes the prediction function over all rows, in batches of a size.
     *
     * @return a row for each, in the prediction's type
     */
    @SuppressWarnings("try") // a scope acts by being open
    public Column predict(Examples rows, int batchSize, List<float[]> weights) {
        List<Column> parts = new ArrayList<>();
        long from = 0;
        do {
            long end = Math.min(rows.count(), from + batchSize);
            try (TensorScope scope = TensorScope.open(pool)) {
                program.loadWeights(weights);
                Batch batch = rows.slice(from, end).batch();
                parts.add(Column.of(program.predicted(batch)));
            }
            from = end;
        } while (from < rows.count());
        return Column.concat(parts);
    }

    @Override
    public void close() {
        pool.close();
    }
}
