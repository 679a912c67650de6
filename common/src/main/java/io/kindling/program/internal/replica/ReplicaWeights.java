package io.kindling.program.internal.replica;

import io.kindling.autodiff.Variable;
import io.kindling.compile.internal.PlanMemory;
import io.kindling.nn.Model;
import io.kindling.program.BuiltProgram;
import io.kindling.tensor.Region;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The copy of a program's weights that a replica's plans read. It is allocated when a plan first needs it. */
final class ReplicaWeights {
    private final BuiltProgram program;
    private final PlanMemory memory;
    private final List<FlatBuffer> models = new ArrayList<>();
    /** The list that was copied last; null if the next list must be copied even if it is the same. */
    private @Nullable List<float[]> source;

    ReplicaWeights(BuiltProgram program, PlanMemory memory) {
        this.program = program;
        this.memory = memory;
    }

    /** Copies weights, unless they are from the same list as the last ones. */
    @SuppressWarnings("ReferenceEquality") // the same list, not an equal one
    void load(List<float[]> weights) {
        if (weights != source) {
            copy(weights);
            source = weights;
        }
    }

    /** Copies weights that may change before the next use: they will be copied again. */
    void copy(List<float[]> weights) {
        invalidate();
        for (int m = 0; m < weights.size(); m++) {
            FlatBuffer model = model(m);
            model.write(0, model.size(), weights.get(m), 0);
        }
    }

    /** Makes the next {@link #load} copy the weights, even from the same list. */
    void invalidate() {
        source = null;
    }

    /** The copy of a model's weights; null if the next {@link #load} will replace it in any case. */
    @Nullable
    FlatBuffer of(int model) {
        return source == null ? null : model(model);
    }

    private FlatBuffer model(int number) {
        if (models.isEmpty()) {
            for (Model model : program.models().values()) {
                List<Region> regions = model.weights().stream()
                        .map((Variable weight) -> memory.variable(weight))
                        .toList();
                models.add(new FlatBuffer(program.layouts().get(models.size()), regions));
            }
        }
        return models.get(number);
    }
}
