package io.kindling.program;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.Unconnected;
import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Arithmetic;
import io.kindling.data.Batch;
import io.kindling.nn.Randomness;
import io.kindling.nn.StateUpdates;
import io.kindling.nn.loss.LossTerm;
import io.kindling.nn.loss.LossTerms;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a phase gives on a shard's rows of a batch, as tensors: with numbers, or symbolic ones while it is traced.
 *
 * @param loss its share of the loss
 * @param gradients by each weight of the phase's models, in layout order; null for one that is not trained
 * @param termCounts for each term of the loss, how many elements it summed
 * @param updates what it saw of moving statistics
 */
record PhaseShare(Tensor loss, List<@Nullable Tensor> gradients, long[] termCounts, List<StateUpdates.Update> updates) {
    /**
     * Evaluates a phase on the models as they are.
     *
     * @param counts of each term over the whole batch
     * @param key of the phase's random draws
     */
    @SuppressWarnings("try") // a scope acts by being open
    static PhaseShare of(BuiltProgram program, PhaseCall call, Step step, Batch batch, long[] counts, RandomKey key) {
        Phase phase = program.phases().get(call.phase());
        try (Randomness randomness = Randomness.openInShard(key);
                StateUpdates updates = StateUpdates.collect();
                GradientTape tape = GradientTape.open()) {
            LossTerms terms = program.loss(call, step, batch);
            Tensor loss = share(phase, terms, counts, step.shard());
            long[] termCounts =
                    terms.terms().stream().mapToLong(LossTerm::count).toArray();
            return new PhaseShare(loss, gradients(phase, tape, loss), termCounts, updates.updates());
        }
    }

    private static Tensor share(Phase phase, LossTerms loss, long[] counts, int shard) {
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
