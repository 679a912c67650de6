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
    /** The version of weights that must be copied again before each use. */
    static final long NONE = 0;

    /** The version of the weights that were copied last. */
    private long loaded = NONE;

    ReplicaWeights(BuiltProgram program, PlanMemory memory) {
        this.program = program;
        this.memory = memory;
    }

    /** Copies weights, unless they have the version of the last ones. */
    void load(List<float[]> weights, long version) {
        if (version == NONE || version != loaded) {
            copy(weights);
            loaded = version;
        }
    }

    /** Copies weights that have no version: the next ones will be copied, too. */
    void copy(List<float[]> weights) {
        loaded = NONE;
        for (int m = 0; m < weights.size(); m++) {
            FlatBuffer model = model(m);
            model.write(0, model.size(), weights.get(m), 0);
        }
    }

    /** The copy of a model's weights; null if the next {@link #load} will replace it in any case. */
    @Nullable
    FlatBuffer of(int model) {
        return loaded == NONE ? null : model(model);
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
