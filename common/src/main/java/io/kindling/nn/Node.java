package io.kindling.nn;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A value in a model that is being put together: what a layer will give. Its shape is found by evaluating the layer for
 * shapes alone at two batch sizes: an axis whose size differs is the batch's, and prints as {@code None}.
 */
public final class Node {
    private static final int BATCH_A = 2;
    private static final int BATCH_B = 3;

    private final Application application;
    private final int outputIndex;
    private final Tensor atBatchA;
    private final Tensor atBatchB;

    private Node(Application application, int outputIndex, Tensor atBatchA, Tensor atBatchB) {
        this.application = application;
        this.outputIndex = outputIndex;
        this.atBatchA = atBatchA;
        this.atBatchB = atBatchB;
    }

    /** A value that is given to the model: rows of this type and shape. */
    public static Node input(DType dtype, Shape row) {
        Tensor a = Tensor.symbolic(dtype, row.prepend(BATCH_A));
        Tensor b = Tensor.symbolic(dtype, row.prepend(BATCH_B));
        return produce(new InputLayer(dtype, row), List.of(), List.of(a), List.of(b))
                .get(0);
    }

    static List<Node> produce(Layer layer, List<Node> inputs) {
        inputs.forEach(input -> input.producer().name());
        layer.name();
        List<Tensor> a = layer.call(inputs.stream().map(node -> node.atBatchA).toList(), Mode.INFERENCE);
        List<Tensor> b = layer.call(inputs.stream().map(node -> node.atBatchB).toList(), Mode.INFERENCE);
        layer.clearLosses();
        return produce(layer, inputs, a, b);
    }

    private static List<Node> produce(Layer layer, List<Node> inputs, List<Tensor> a, List<Tensor> b) {
        Application made = new Application(
                layer,
                layer.nextApplication(),
                inputs,
                application -> IntStream.range(0, a.size())
                        .mapToObj(i -> new Node(application, i, a.get(i), b.get(i)))
                        .toList());
        return made.outputs();
    }

    /** The call of a layer that gives this value. */
    public Application application() {
        return application;
    }

    /** The layer that gives this value. */
    public Layer producer() {
        return application.layer();
    }

    /** Which of its producer's outputs this is. */
    public int outputIndex() {
        return outputIndex;
    }

    public DType dtype() {
        return atBatchA.dtype();
    }

    /** The sizes of the axes; empty for the batch's. */
    public List<OptionalInt> dims() {
        Shape a = atBatchA.shape();
        Shape b = atBatchB.shape();
        return IntStream.range(0, a.rank())
                .mapToObj(i -> a.dim(i) == b.dim(i) ? OptionalInt.of(a.dim(i)) : OptionalInt.empty())
                .toList();
    }

    /** The shape of one row: without the batch axis in front. */
    public Shape rowShape() {
        return atBatchA.shape().dropFirst(1);
    }

    /** True for a value that is given to the model. */
    public boolean isInput() {
        return producer() instanceof InputLayer;
    }

    /** Names the layer that gives this value; for inputs. */
    public Node named(String name) {
        producer().named(name);
        return this;
    }

    /** As Keras prints it: {@code (None, 784)}. */
    public String shapeText() {
        List<OptionalInt> dims = dims();
        String text = dims.stream()
                .map(dim -> dim.isPresent() ? Integer.toString(dim.getAsInt()) : "None")
                .collect(Collectors.joining(", "));
        return "(" + text + (dims.size() == 1 ? ",)" : ")");
    }
}
