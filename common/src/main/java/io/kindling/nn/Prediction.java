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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes a model's output for many rows, batch by batch, into an array on the heap. */
record Prediction(Model model, int batchSize) {
    @SuppressWarnings("try") // a scope acts by being open
    Tensor of(List<Tensor> inputs) {
        int rows = rows(inputs);
        Gathered gathered = new Gathered(rows);
        try (MemoryPool pool = new MemoryPool()) {
            int from = 0;
            do {
                int first = from;
                int count = Math.min(batchSize, rows - from);
                try (TensorScope scope = TensorScope.open(pool);
                        Interpreter.RecordingPause pause = Interpreter.withoutRecording()) {
                    List<Tensor> batch = inputs.stream()
                            .map(input -> Ops.slice(input, 0, first, count))
                            .toList();
                    gathered.add(from, model.call(batch, Mode.INFERENCE).get(0));
                }
                from += count;
            } while (from < rows);
        }
        return gathered.tensor();
    }

    /** Returns the number of rows of all inputs. */
    private int rows(List<Tensor> inputs) {
        if (model.inputs().size() != inputs.size() || model.outputs().size() != 1) {
            throw new TensorException("Cannot predict with model '" + model.name() + "' from " + inputs.size()
                    + (inputs.size() == 1 ? " input" : " inputs") + ": it has the inputs " + model.inputNames()
                    + " and "
                    + model.outputs().size()
                    + (model.outputs().size() == 1 ? " output." : " outputs. Use call(List, Mode)."));
        }
        if (inputs.stream().anyMatch(input -> input.shape().rank() == 0)) {
            throw new TensorException("Cannot predict for a scalar: the leading axis must be the rows.");
        }
        List<Integer> rows =
                inputs.stream().map(input -> input.shape().dim(0)).distinct().toList();
        if (rows.size() != 1) {
            throw new TensorException("Cannot predict: the inputs have " + rows + " rows (all the same number).");
        }
        return rows.get(0);
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
