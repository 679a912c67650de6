package io.kindling.program.internal.replica;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Phase;
import java.util.List;
import java.util.Optional;

/** Finds the first difference between two builds of a program. */
public final class ProgramDifference {
    private ProgramDifference() {}

    public static Optional<String> between(BuiltProgram one, BuiltProgram other) {
        return names(
                        "models",
                        List.copyOf(one.models().keySet()),
                        List.copyOf(other.models().keySet()))
                .or(() -> names(
                        "metrics",
                        List.copyOf(one.metrics().keySet()),
                        List.copyOf(other.metrics().keySet())))
                .or(() -> names("phases", phases(one), phases(other)))
                .or(() -> weights(one, other));
    }

    private static Optional<String> names(String what, List<String> one, List<String> other) {
        return one.equals(other) ? Optional.empty() : Optional.of(what + " " + one + ", then " + other);
    }

    private static List<String> phases(BuiltProgram program) {
        return program.phases().stream().map(Phase::name).toList();
    }

    private static Optional<String> weights(BuiltProgram one, BuiltProgram other) {
        List<String> models = List.copyOf(one.models().keySet());
        for (int m = 0; m < models.size(); m++) {
            Optional<String> difference =
                    layout(one.layouts().get(m), other.layouts().get(m));
            if (difference.isEmpty()) {
                difference = values(
                        one.layouts().get(m),
                        one.readWeights().get(m),
                        other.readWeights().get(m));
            }
            if (difference.isPresent()) {
                return Optional.of("in model '" + models.get(m) + "' " + difference.get());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> layout(WeightLayout one, WeightLayout other) {
        int shared = Math.min(one.slices().size(), other.slices().size());
        for (int i = 0; i < shared; i++) {
            if (!one.slices().get(i).equals(other.slices().get(i))) {
                return Optional.of(described(one, i) + ", then " + described(other, i));
            }
        }
        return one.slices().size() == other.slices().size()
                ? Optional.empty()
                : Optional.of(
                        one.slices().size() + " weights, then " + other.slices().size());
    }

    private static String described(WeightLayout layout, int i) {
        WeightLayout.Slice slice = layout.slices().get(i);
        return "weight '" + slice.name() + "' of shape " + slice.shape() + (slice.trainable() ? "" : ", not trained");
    }

    private static Optional<String> values(WeightLayout layout, float[] one, float[] other) {
        for (int i = 0; i < one.length; i++) {
            if (Float.floatToRawIntBits(one[i]) != Float.floatToRawIntBits(other[i])) {
                return Optional.of("weight '" + layout.sliceAt(i).name() + "' begins with other values");
            }
        }
        return Optional.empty();
    }
}
