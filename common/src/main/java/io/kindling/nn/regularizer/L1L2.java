package io.kindling.nn.regularizer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.Regularizer;
import io.kindling.tensor.Tensor;

/** {@code l1 * sum(|w|) + l2 * sum(w^2)}; a term with factor 0 is not computed. Also implements {@link L1} and {@link L2}. */
public record L1L2(double l1, double l2) implements Regularizer {
    public L1L2 {
        requireFactor("l1", l1);
        requireFactor("l2", l2);
    }

    public static L1L2 of(double l1, double l2) {
        return new L1L2(l1, l2);
    }

    @Override
    public Tensor of(Tensor weight) {
        if (l2 == 0) {
            return absolute(weight);
        }
        return l1 == 0 ? squared(weight) : Ops.add(absolute(weight), squared(weight));
    }

    private Tensor absolute(Tensor weight) {
        return Ops.multiply(Ops.sum(Ops.abs(weight)), l1);
    }

    private Tensor squared(Tensor weight) {
        return Ops.multiply(Ops.sum(Ops.square(weight)), l2);
    }

    @Override
    public Config config() {
        if (l2 == 0) {
            return Config.of(Registry.KIND, "L1", "l1", l1);
        }
        return l1 == 0
                ? Config.of(Registry.KIND, "L2", "l2", l2)
                : Config.of(Registry.KIND, "L1L2", "l1", l1, "l2", l2);
    }

    private static void requireFactor(String name, double factor) {
        if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("Invalid " + name + ": " + factor + " (finite and >= 0)");
        }
    }
}
