package io.kindling.program;

import io.kindling.autodiff.Variable;
import io.kindling.compile.PlanMemory;
import io.kindling.nn.Model;
import io.kindling.tensor.Region;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The copy of a program's weights that a replica's plans read. It is made when a plan first needs it. */
final class HeldWeights {
    private final BuiltProgram program;
    private final PlanMemory memory;
    private final List<FlatRegions> models = new ArrayList<>();
    /** What it is a copy of, but for what was written there since; null where that must be copied again. */
    private @Nullable List<float[]> held;

    HeldWeights(BuiltProgram program, PlanMemory memory) {
        this.program = program;
        this.memory = memory;
    }

    /** Copies weights, unless it holds those of the very same list. */
    @SuppressWarnings("ReferenceEquality") // the same list, not an equal one
    void hold(List<float[]> weights) {
        if (weights != held) {
            copy(weights);
            held = weights;
        }
    }

    /** Copies weights that will have changed by the next time. */
    void copy(List<float[]> weights) {
        forget();
        for (int m = 0; m < weights.size(); m++) {
            FlatRegions model = model(m);
            model.write(0, model.size(), weights.get(m), 0);
        }
    }

    /** Has the next weights copied, whatever list they are in. */
    void forget() {
        held = null;
    }

    /** A model's, where weights are held. */
    @Nullable
    FlatRegions of(int model) {
        return held == null ? null : model(model);
    }

    private FlatRegions model(int number) {
        if (models.isEmpty()) {
            for (Model model : program.models().values()) {
                List<Region> regions = model.weights().stream()
                        .map((Variable weight) -> memory.variable(weight))
                        .toList();
                models.add(new FlatRegions(program.layouts().get(models.size()), regions));
            }
        }
        return models.get(number);
    }
}
