package io.kindling.program.internal.collective;

import io.kindling.data.RowPartitioner;
import io.kindling.nn.optimizer.NonFiniteGradientException;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Phase;
import io.kindling.program.PhaseCall;
import io.kindling.program.StepResult;
import io.kindling.program.StepTime;
import io.kindling.program.Strategy;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.reduce.CanonicalSum;
import io.kindling.program.internal.reduce.PhaseCheck;
import io.kindling.program.internal.reduce.PhaseUpdate;
import io.kindling.program.internal.replica.ConnectedWeights;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.ShardResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A strategy in which the driver reduces the shards' results and applies the update, phase by phase. */
public abstract class DriverReduceStrategy implements Strategy {
    private final BuiltProgram program;
    private final PhaseCheck check;
    private final ConnectedWeights connected;
    private final long batches;

    /**
     * @param program the driver's own build of the program
     * @param partitioner the row partitioning of the training rows over shards
     */
    protected DriverReduceStrategy(BuiltProgram program, RowPartitioner partitioner) {
        this.program = program;
        this.check = new PhaseCheck(program, partitioner);
        this.connected = new ConnectedWeights(program);
        this.batches = partitioner.batchesPerEpoch();
    }

    protected final BuiltProgram program() {
        return program;
    }

    /** Computes the results of all shards, in the order of shards. */
    protected abstract List<ShardResult> run(PhaseCall call, List<float[]> weights);

    @Override
    public long stepsPerEpoch() {
        return batches;
    }

    @Override
    public StepResult step(TrainingState state) {
        long start = System.nanoTime();
        state.stepBegins();
        List<String> refused = new ArrayList<>();
        int[] applied = new int[program.phases().size()];
        Map<String, Double> losses = new LinkedHashMap<>();
        List<long[]> metrics = state.metrics();
        long compute = 0;
        long update = 0;
        int rows = 0;
        for (int p = 0; p < program.phases().size(); p++) {
            Phase phase = program.phases().get(p);
            for (int repeat = 0; repeat < phase.repeat(); repeat++) {
                PhaseCall call = new PhaseCall(state.step(), state.epoch(), state.batch(), p, repeat);
                List<ShardResult> results = run(call, state.weights());
                long computed = System.nanoTime();
                check.requireSound(call, results, state.weights());
                double loss =
                        CanonicalSum.of(results.stream().map(ShardResult::loss).toList(), Double::sum);
                rows = results.stream().mapToInt(ShardResult::rows).sum();
                compute += results.stream()
                        .mapToLong(ShardResult::computeNanos)
                        .max()
                        .orElse(0);
                Optional<String> notFinite = update(call, results, loss, state);
                if (notFinite.isEmpty()) {
                    applied[p]++;
                    check.applied(call, loss);
                    for (ShardResult result : results) {
                        metrics = PartialEvaluation.addAll(metrics, result.metrics());
                    }
                } else {
                    refused.add(check.refuse(call, notFinite.get(), state));
                }
                losses.put(phase.name(), notFinite.isEmpty() ? loss : Double.NaN);
                update += System.nanoTime() - computed;
            }
        }
        long step = state.step();
        int batch = state.batch();
        state.stepDone(rows, metrics, applied);
        return new StepResult(
                step,
                state.epoch(),
                batch,
                losses,
                program.trainingMetrics(metrics),
                rows,
                state.seen(),
                new StepTime(System.nanoTime() - start, compute, update),
                refused);
    }

    /** Applies a phase's update if it is finite; else changes nothing, and returns what is not finite. */
    private Optional<String> update(PhaseCall call, List<ShardResult> results, double loss, TrainingState state) {
        Optional<String> notFinite = check.nonFinite(call, results, loss);
        if (notFinite.isPresent()) {
            return notFinite;
        }
        try {
            int rows = results.stream().mapToInt(ShardResult::rows).sum();
            Phase phase = program.phases().get(call.phase());
            program.update(call, () -> PhaseUpdate.apply(program, phase, connected.of(call, rows), results, state));
        } catch (NonFiniteGradientException e) {
            return Optional.of(check.nonFiniteSum(call, loss, Optional.of(e.finding())));
        }
        return Optional.empty();
    }
}
