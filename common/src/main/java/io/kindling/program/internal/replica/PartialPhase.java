package io.kindling.program.internal.replica;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.Unconnected;
import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.data.Batch;
import io.kindling.nn.LossTerm;
import io.kindling.nn.LossTerms;
import io.kindling.nn.Randomness;
import io.kindling.nn.internal.StateUpdates;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Phase;
import io.kindling.program.PhaseCall;
import io.kindling.program.Step;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The partial result of a phase on a shard's rows of a batch, as tensors: symbolic while the phase is traced.
 *
 * @param loss the partial loss
 * @param gradients with respect to each weight of the phase's models, in layout order; null if the weight is not trained
 * @param termCounts the number of elements summed in each term of the loss
 * @param updates the values of moving statistics over the shard's rows
 */
record PartialPhase(
        Tensor loss, List<@Nullable Tensor> gradients, long[] termCounts, List<StateUpdates.Update> updates) {
    /**
     * Evaluates a phase with the models' current weights.
     *
     * @param counts the count of each loss term over the whole batch
     * @param key the key of the phase's random draws
     */
    @SuppressWarnings("try") // a scope acts by being open
    static PartialPhase of(BuiltProgram program, PhaseCall call, Step step, Batch batch, long[] counts, RandomKey key) {
        Phase phase = program.phases().get(call.phase());
        try (Randomness randomness = Randomness.openInShard(key);
                StateUpdates updates = StateUpdates.collect();
                GradientTape tape = GradientTape.open()) {
            LossTerms terms = program.loss(call, step, batch);
            Tensor loss = partialLoss(phase, terms, counts, step.shard());
            long[] termCounts =
                    terms.terms().stream().mapToLong(LossTerm::count).toArray();
            return new PartialPhase(loss, gradients(phase, tape, loss), termCounts, updates.updates());
        }
    }

    private static Tensor partialLoss(Phase phase, LossTerms loss, long[] counts, int shard) {
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
            Tensor partial = term.partial(counts[i]);
            total = total == null ? partial : Ops.add(total, partial);
        }
        return total == null ? Tensor.scalar(0) : total;
    }

    private static List<@Nullable Tensor> gradients(Phase phase, GradientTape tape, Tensor loss) {
        List<Variable> trainable = new ArrayList<>();
        phase.models().forEach(model -> trainable.addAll(model.trainableWeights()));
        List<Tensor> gradients = tape.gradient(loss, trainable, Unconnected.ZERO);
        Map<Variable, Tensor> byWeight = new IdentityHashMap<>();
        for (int i = 0; i < gradients.size(); i++) {
            byWeight.put(trainable.get(i), gradients.get(i));
        }
        return phase.models().stream()
                .flatMap(model -> model.weights().stream())
                .<@Nullable Tensor>map(byWeight::get)
                .collect(Collectors.toList());
    }
}
