package io.kindling.program.internal.replica;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.TapeOption;
import io.kindling.autodiff.Variable;
import io.kindling.nn.LossTerms;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Phase;
import io.kindling.program.PhaseCall;
import io.kindling.program.ProgramException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights of a phase that its loss depends on. The other weights have no gradient, so the optimizer skips them, without
 * decay or momentum, as in a custom loop in which their gradients are null. They are found by evaluating the phase once with
 * shapes only.
 */
public final class ConnectedWeights {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectedWeights.class);

    private final BuiltProgram program;
    private final Map<Integer, WeightLayout> known = new HashMap<>();

    public ConnectedWeights(BuiltProgram program) {
        this.program = program;
    }

    /**
     * The phase's layout, in which only connected weights are trained.
     *
     * @throws ProgramException if no trained weight is connected
     */
    public WeightLayout of(PhaseCall call, int wholeRows) {
        return known.computeIfAbsent(call.phase(), phase -> find(call, wholeRows));
    }

    private WeightLayout find(PhaseCall call, int wholeRows) {
        Phase phase = program.phases().get(call.phase());
        List<Variable> weights = phase.models().stream()
                .flatMap(model -> model.weights().stream())
                .toList();
        List<WeightLayout.Slice> slices = new ArrayList<>();
        List<String> disconnected = new ArrayList<>();
        try (GradientTape tape = GradientTape.open(TapeOption.PERSISTENT)) {
            LossTerms loss = PhaseCounts.shapesOf(program, call, wholeRows);
            for (WeightLayout.Slice slice : program.layout(phase).slices()) {
                Variable weight = weights.get(slices.size());
                boolean connected = loss.terms().stream()
                        .anyMatch(term -> tape.explain(term.values(), weight).isEmpty());
                if (slice.trainable() && !connected) {
                    disconnected.add(slice.name());
                }
                slices.add(new WeightLayout.Slice(
                        slice.name(), slice.shape(), slice.from(), slice.trainable() && connected));
            }
        }
        if (slices.stream().noneMatch(WeightLayout.Slice::trainable)) {
            throw new ProgramException("Cannot train phase '" + phase.name()
                    + "': its loss depends on no trained weight of the models it updates. Their weights: "
                    + disconnected + ".");
        }
        if (!disconnected.isEmpty()) {
            LOG.warn("The loss of phase '{}' does not depend on {}: they are not updated.", phase.name(), disconnected);
        }
        return new WeightLayout(slices, program.layout(phase).size());
    }
}
