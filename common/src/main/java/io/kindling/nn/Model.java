package io.kindling.nn;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.config.DidYouMean;
import io.kindling.nn.internal.BuildScope;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A graph of layers with inputs and outputs; a model is itself a layer. Layers may be shared (applied more than once) and
 * nested.
 *
 * <pre>{@code
 * Node digits = Input.of(784).named("digits");
 * Node x = Dense.of(64).activation("relu").apply(digits);
 * Model model = Model.of(digits, Dense.of(10).named("predictions").apply(x));
 * }</pre>
 */
public final class Model extends Layer {
    /** How a model was defined; determines its summary and its kind. */
    public enum Style {
        SEQUENTIAL,
        FUNCTIONAL
    }

    private final Style style;
    private final List<Node> inputs;
    private final List<Node> outputs;
    private final Topology topology;
    private final List<LayerCall> calls;

    private Model(Style style, List<Node> inputs, List<Node> outputs) {
        this.style = style;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.topology = new Topology(this.inputs, this.outputs);
        this.calls = topology.calls();
        requireEnds();
        requireInputsGiven();
        List<Layer> layers = topology.layers();
        requireDistinctNames(layers);
        layers.forEach(this::track);
    }

    /** The model that computes output from input. */
    public static Model of(Node input, Node output) {
        return new Model(Style.FUNCTIONAL, List.of(input), List.of(output));
    }

    /** The model that computes outputs from inputs. */
    public static Model of(List<Node> inputs, List<Node> outputs) {
        return new Model(Style.FUNCTIONAL, inputs, outputs);
    }

    static Model of(Style style, List<Node> inputs, List<Node> outputs) {
        return new Model(style, inputs, outputs);
    }

    /** A chain of layers, like Keras' {@code Sequential}. */
    public static Model sequential(Node input, Layer... layers) {
        Node node = input;
        for (Layer layer : layers) {
            node = layer.apply(node);
        }
        return new Model(Style.SEQUENTIAL, List.of(input), List.of(node));
    }

    /** The batch size of {@link #predict}; results do not depend on it. */
    private static final int PREDICTION_BATCH = 256;

    /**
     * Computes the output for any number of rows, in inference mode. It works in batches, to keep memory small, and is not
     * recorded by gradient tapes.
     *
     * @param features (rows, ...)
     * @return (rows, ...), float32 or float64
     * @throws TensorException if the model has more than one input or output
     */
    public Tensor predict(Tensor features) {
        return predict(List.of(features));
    }

    /**
     * Computes the output of a model with several inputs, as {@link #predict(Tensor)} does.
     *
     * @param inputs (rows, ...) each, in the order of {@link #inputNames}
     * @throws TensorException if they are not as many as the inputs, or the model has more than one output: use {@link
     *     #call} then
     */
    public Tensor predict(List<Tensor> inputs) {
        return new Prediction(this, PREDICTION_BATCH).of(inputs);
    }

    @Override
    String className() {
        return kind();
    }

    @Override
    String freshName() {
        return BuildScope.nextName(style == Style.SEQUENTIAL ? "Sequential" : "Model");
    }

    /** Returns a model of the same layers, with the same weights, under this name. */
    @Override
    public Model named(String newName) {
        return (Model) super.named(newName);
    }

    @Override
    public Model freeze() {
        return (Model) super.freeze();
    }

    @Override
    public Model unfreeze() {
        return (Model) super.unfreeze();
    }

    /**
     * Returns the layer of this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public Layer layer(String layerName) {
        List<String> names = layers().stream().map(Layer::name).toList();
        int index = names.indexOf(layerName);
        if (index < 0) {
            throw new IllegalArgumentException("Cannot find layer '" + layerName + "' in model '" + name() + "' ("
                    + DidYouMean.to(layerName, names)
                            .map(near -> "did you mean '" + near + "'? ")
                            .orElse("")
                    + "there are " + String.join(", ", names) + ").");
        }
        return layers().get(index);
    }

    @Override
    public String kind() {
        return style == Style.SEQUENTIAL ? "Sequential" : "Functional";
    }

    public Style style() {
        return style;
    }

    public List<Node> inputs() {
        return inputs;
    }

    /** The names of the inputs, in their order. */
    public List<String> inputNames() {
        return inputs.stream().map(input -> input.producer().name()).toList();
    }

    public List<Node> outputs() {
        return outputs;
    }

    /** The calls of layers in creation order, which is a topological order. */
    public List<LayerCall> calls() {
        return calls;
    }

    /** A table of the layers with their output shapes and parameter counts, as Keras 2.13 prints it. */
    public String summary() {
        return Summary.of(this, false);
    }

    /** The {@link #summary}, including the layers of nested models. */
    public String nestedSummary() {
        return Summary.of(this, true);
    }

    /** True if the layers form a chain and none is shared: a summary then needs no column of connections. */
    boolean isChain() {
        return topology.isChain();
    }

    @Override
    protected Tensor admit(Tensor input) {
        return input;
    }

    @Override
    protected List<Tensor> forward(List<Tensor> given, Mode mode) {
        if (given.size() != inputs.size()) {
            throw new TensorException(
                    "Cannot call with " + given.size() + " inputs: the model has " + inputs.size() + ".");
        }
        Map<LayerCall, List<Tensor>> values = new IdentityHashMap<>();
        for (int i = 0; i < given.size(); i++) {
            values.put(inputs.get(i).call(), List.of(checked(given.get(i), inputs.get(i))));
        }
        for (LayerCall call : calls) {
            if (!values.containsKey(call)) {
                values.put(call, call.layer().call(values(call.inputs(), values), mode));
            }
        }
        return values(outputs, values);
    }

    private static List<Tensor> values(List<Node> nodes, Map<LayerCall, List<Tensor>> values) {
        return nodes.stream().map(node -> value(node, values)).toList();
    }

    private static Tensor value(Node node, Map<LayerCall, List<Tensor>> values) {
        // Invariant: calls run in creation order, so a call's inputs are computed before it.
        return Objects.requireNonNull(values.get(node.call())).get(node.outputIndex());
    }

    /** Casts the tensor to the input's type; throws if its rows do not have the input's shape. */
    private static Tensor checked(Tensor tensor, Node input) {
        Shape row = input.rowShape();
        if (tensor.shape().rank() == 0 || !tensor.shape().dropFirst(1).equals(row)) {
            throw new TensorException("Cannot call with shape " + tensor.shape() + ": input '"
                    + input.producer().name() + "' takes " + input.shapeText() + ".");
        }
        return tensor.dtype() == input.dtype() ? tensor : Ops.cast(tensor, input.dtype());
    }

    @Override
    public Config config() {
        return ModelGraph.config(this);
    }

    /** The layers, including inputs, in Keras' order: by distance from the outputs, farthest first. */
    @Override
    public List<Layer> layers() {
        return super.layers();
    }

    private void requireEnds() {
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw new IllegalArgumentException("Cannot create a model with " + inputs.size() + " inputs and "
                    + outputs.size() + " outputs: it needs at least one of each.");
        }
        Set<Node> distinct = new HashSet<>();
        for (Node input : inputs) {
            if (!input.isInput()) {
                throw new IllegalArgumentException("Cannot create a model: its input is the output of layer '"
                        + input.producer().name() + "' (" + input.producer().kind()
                        + "). Create inputs with Input.of(...).");
            }
            if (!distinct.add(input)) {
                throw new IllegalArgumentException(
                        "Cannot create a model: input '" + input.producer().name() + "' is given twice.");
            }
        }
    }

    private void requireInputsGiven() {
        for (LayerCall call : calls) {
            Layer layer = call.layer();
            if (layer instanceof InputLayer && inputs.stream().noneMatch(input -> input.producer() == layer)) {
                throw new IllegalArgumentException("Cannot create a model: its output depends on input '" + layer.name()
                        + "', which is not among its inputs.");
            }
        }
    }

    private static void requireDistinctNames(List<Layer> layers) {
        Set<String> names = new HashSet<>();
        for (Layer layer : layers) {
            if (!names.add(layer.name())) {
                throw new IllegalArgumentException("Cannot create a model: two layers are named '" + layer.name()
                        + "'. Rename one with named(...).");
            }
        }
    }
}
