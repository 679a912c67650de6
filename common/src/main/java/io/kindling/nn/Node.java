package io.kindling.nn;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A symbolic value in the definition of a model: an output of a layer. Its shape is inferred by evaluating the layer on
 * shapes only, at two batch sizes: an axis whose size differs is a batch axis and prints as {@code None}.
 */
public final class Node {
    private static final int BATCH_A = 2;
    private static final int BATCH_B = 3;

    private final LayerCall call;
    private final int outputIndex;
    private final Tensor atBatchA;
    private final Tensor atBatchB;

    private Node(LayerCall call, int outputIndex, Tensor atBatchA, Tensor atBatchB) {
        this.call = call;
        this.outputIndex = outputIndex;
        this.atBatchA = atBatchA;
        this.atBatchB = atBatchB;
    }

    /** An input of a model: rows of this type and shape. */
    public static Node input(DType dtype, Shape row) {
        Tensor a = Tensor.symbolic(dtype, row.prepend(BATCH_A));
        Tensor b = Tensor.symbolic(dtype, row.prepend(BATCH_B));
        return inputOf(new InputLayer(dtype, row), a, b);
    }

    private static Node inputOf(Layer layer, Tensor atBatchA, Tensor atBatchB) {
        return produce(layer, List.of(), List.of(atBatchA), List.of(atBatchB)).get(0);
    }

    static List<Node> produce(Layer layer, List<Node> inputs) {
        inputs.forEach(input -> input.producer().used());
        layer.name();
        List<Tensor> a = layer.call(inputs.stream().map(node -> node.atBatchA).toList(), Mode.INFERENCE);
        List<Tensor> b = layer.call(inputs.stream().map(node -> node.atBatchB).toList(), Mode.INFERENCE);
        layer.clearLosses();
        return produce(layer, inputs, a, b);
    }

    private static List<Node> produce(Layer layer, List<Node> inputs, List<Tensor> a, List<Tensor> b) {
        return new LayerCall(
                        layer,
                        layer.nextCall(),
                        inputs,
                        call -> IntStream.range(0, a.size())
                                .mapToObj(i -> new Node(call, i, a.get(i), b.get(i)))
                                .toList())
                .outputs();
    }

    /** The call that produces this value. */
    public LayerCall call() {
        return call;
    }

    /** The layer that produces this value. */
    public Layer producer() {
        return call.layer();
    }

    /** The index of this value among the outputs of its call. */
    public int outputIndex() {
        return outputIndex;
    }

    public DType dtype() {
        return atBatchA.dtype();
    }

    /** The sizes of the axes; empty for the batch axis. */
    public List<OptionalInt> dims() {
        Shape a = atBatchA.shape();
        Shape b = atBatchB.shape();
        return IntStream.range(0, a.rank())
                .mapToObj(i -> a.dim(i) == b.dim(i) ? OptionalInt.of(a.dim(i)) : OptionalInt.empty())
                .toList();
    }

    /** The shape of one row: without the leading batch axis. */
    public Shape rowShape() {
        return atBatchA.shape().dropFirst(1);
    }

    /** True for an input of a model. */
    public boolean isInput() {
        return producer() instanceof InputLayer;
    }

    /**
     * Returns an input like this one with a name of its own.
     *
     * @throws IllegalStateException if a layer was already called on this input, or if it is not an input
     */
    public Node named(String name) {
        return inputOf(producer().named(name), atBatchA, atBatchB);
    }

    /** The shape as Keras prints it: {@code (None, 784)}. */
    public String shapeText() {
        List<OptionalInt> dims = dims();
        String text = dims.stream()
                .map(dim -> dim.isPresent() ? Integer.toString(dim.getAsInt()) : "None")
                .collect(Collectors.joining(", "));
        return "(" + text + (dims.size() == 1 ? ",)" : ")");
    }
}
