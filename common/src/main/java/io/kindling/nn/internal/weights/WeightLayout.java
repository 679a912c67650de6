package io.kindling.nn.internal.weights;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.op.Ops;
import io.kindling.nn.Layer;
import io.kindling.nn.Model;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The position of each weight of a model in one flat array: in {@link Layer#weights()} order, without gaps. The array is
 * authoritative; the model's variables are loaded from it.
 */
public record WeightLayout(List<Slice> slices, int size) {
    /** One weight's range: elements {@code from} (inclusive) to {@code from + shape.size()} (exclusive). */
    public record Slice(String name, Shape shape, int from, boolean trainable) {
        public int to() {
            return from + Math.toIntExact(shape.size());
        }
    }

    public WeightLayout {
        slices = List.copyOf(slices);
    }

    public static WeightLayout of(Model model) {
        Set<Variable> trainable = Set.copyOf(model.trainableWeights());
        List<Slice> slices = new ArrayList<>();
        int from = 0;
        for (Variable weight : model.weights()) {
            Slice slice = new Slice(weight.name(), weight.shape(), from, trainable.contains(weight));
            slices.add(slice);
            from = slice.to();
        }
        return new WeightLayout(slices, from);
    }

    /** Concatenates layouts. */
    public static WeightLayout concat(List<WeightLayout> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<Slice> slices = new ArrayList<>();
        int base = 0;
        for (WeightLayout part : parts) {
            for (Slice slice : part.slices) {
                slices.add(new Slice(slice.name(), slice.shape(), base + slice.from(), slice.trainable()));
            }
            base += part.size;
        }
        return new WeightLayout(slices, base);
    }

    /** Returns the slice that contains an element of the flat array. */
    public Slice sliceAt(int index) {
        return slices.stream()
                .filter(slice -> index >= slice.from() && index < slice.to())
                .findFirst()
                .orElseThrow(() -> new IndexOutOfBoundsException(index));
    }

    /** Copies the model's weights into a new flat array. */
    public float[] read(Model model) {
        float[] flat = new float[size];
        List<Variable> weights = model.weights();
        for (int i = 0; i < slices.size(); i++) {
            copy(weights.get(i).tensor(), flat, slices.get(i).from());
        }
        return flat;
    }

    /** Replaces the model's weights with those of a flat array: new tensors, in the current tensor scope if there is one. */
    public void write(float[] flat, Model model) {
        List<Variable> weights = model.weights();
        for (int i = 0; i < slices.size(); i++) {
            Slice slice = slices.get(i);
            float[] values = Arrays.copyOfRange(flat, slice.from(), slice.to());
            Variable weight = weights.get(i);
            weight.adopt(Ops.cast(Tensor.of(values, slice.shape().dims()), weight.dtype()));
        }
    }

    /** Copies a tensor's elements, as float32, into a flat array. */
    public static void copy(Tensor tensor, float[] flat, int from) {
        float[] values = Ops.cast(tensor, DType.FLOAT32).floats();
        System.arraycopy(values, 0, flat, from, values.length);
    }
}
