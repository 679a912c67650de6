package io.kindling.nn;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.DType;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.TensorScope;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** Computes a model's output for many rows, batch by batch, into an array on the heap. */
record Prediction(Model model, int batchSize) {
    Prediction {
        if (model.inputs().size() != 1 || model.outputs().size() != 1) {
            throw new TensorException("Cannot predict with model '" + model.name() + "': it has "
                    + model.inputs().size() + " inputs and " + model.outputs().size()
                    + " outputs. Use call(List, Mode) instead.");
        }
    }

    @SuppressWarnings("try") // a scope acts by being open
    Tensor of(Tensor features) {
        if (features.shape().rank() == 0) {
            throw new TensorException("Cannot predict for a scalar: the leading axis must be the rows.");
        }
        int rows = features.shape().dim(0);
        Gathered gathered = new Gathered(rows);
        try (MemoryPool pool = new MemoryPool()) {
            int from = 0;
            do {
                int count = Math.min(batchSize, rows - from);
                try (TensorScope scope = TensorScope.open(pool);
                        Interpreter.RecordingPause pause = Interpreter.withoutRecording()) {
                    gathered.add(from, model.call(Ops.slice(features, 0, from, count)));
                }
                from += count;
            } while (from < rows);
        }
        return gathered.tensor();
    }

    /** The outputs of all batches in one array. */
    private static final class Gathered {
        private final int rows;
        private Shape row = Shape.of();
        private @Nullable Object values;

        Gathered(int rows) {
            this.rows = rows;
        }

        void add(int from, Tensor output) {
            row = output.shape().dropFirst(1);
            int size = Math.toIntExact(row.size());
            Object part = output.dtype() == DType.FLOAT64 ? output.doubles() : output.floats();
            if (values == null) {
                values = Array.newInstance(part.getClass().getComponentType(), Math.multiplyExact(rows, size));
            }
            System.arraycopy(part, 0, values, from * size, Array.getLength(part));
        }

        Tensor tensor() {
            int[] dims = row.prepend(rows).dims();
            if (values instanceof double[] doubles) {
                return Tensor.of(doubles, dims);
            }
            return Tensor.of(values instanceof float[] floats ? floats : new float[0], dims);
        }
    }
}
