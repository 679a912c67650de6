package io.kindling.nn.layer;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import java.util.Arrays;

/** Reshapes each row, in row-major order. Input (batch, ...), output (batch, target...). */
public final class Reshape extends ConfigurableLayer<Reshape> {
    private final int[] target;

    private Reshape(int[] target) {
        if (Arrays.stream(target).anyMatch(size -> size < -1 || size == 0)
                || Arrays.stream(target).filter(size -> size == -1).count() > 1) {
            throw new IllegalArgumentException(
                    "Invalid target_shape: " + Arrays.toString(target) + " (sizes of at least 1; one may be -1)");
        }
        this.target = target;
    }

    /** The target shape of a row, without the batch axis; one size may be -1, which is inferred. */
    public static Reshape of(int... target) {
        return new Reshape(target.clone());
    }

    static Reshape from(Config config) {
        return of(config.integers("target_shape").stream()
                .mapToInt(Integer::intValue)
                .toArray());
    }

    @Override
    protected Tensor forward(Tensor input, Mode mode) {
        Shape row = input.shape().dropFirst(1);
        return Ops.reshape(input, resolved(row).prepend(input.shape().dim(0)));
    }

    private Shape resolved(Shape row) {
        long known = 1;
        for (int size : target) {
            known = Math.multiplyExact(known, size == -1 ? 1 : size);
        }
        boolean inferred = Arrays.stream(target).anyMatch(size -> size == -1);
        if (inferred ? row.size() % known != 0 : row.size() != known) {
            throw new TensorException("Cannot reshape rows of " + row + " to " + Arrays.toString(target) + ": "
                    + row.size() + " elements do not fit.");
        }
        int rest = Math.toIntExact(row.size() / known);
        return Shape.of(
                Arrays.stream(target).map(size -> size == -1 ? rest : size).toArray());
    }

    @Override
    public Config config() {
        return Config.of("target_shape", Arrays.stream(target).boxed().toList());
    }
}
