package io.kindling.nn;

import io.kindling.autodiff.op.Types;
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
 * A graph of layers with inputs and outputs, itself a layer. Layers may be shared (applied more than once) and nested.
 *
 * <pre>{@code
 * Node digits = Input.of(784).named("digits");
 * Node x = Dense.of(64).activation("relu").apply(digits);
 * Model model = Model.of(digits, Dense.of(10).named("predictions").apply(x));
 * }</pre>
 */
public final class Model extends Layer {
    /** How a model was put together, for its summary and its data. */
    public enum Style {
        SEQUENTIAL,
        FUNCTIONAL
    }

    private final Style style;
    private final List<Node> inputs;
    private final List<Node> outputs;
    private final Topology topology;
    private final List<Application> applications;

    private Model(Style style, List<Node> inputs, List<Node> outputs) {
        this.style = style;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.topology = new Topology(this.inputs, this.outputs);
        this.applications = topology.applications();
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

    /** A chain of layers, as Keras' {@code Sequential}. */
    public static Model sequential(Node input, Layer... layers) {
        Node node = input;
        for (Layer layer : layers) {
            node = layer.apply(node);
        }
        return new Model(Style.SEQUENTIAL, List.of(input), List.of(node));
    }

    /** Rows computed at once by {@link #predict}; no result depends on it. */
    private static final int PREDICTED_AT_ONCE = 256;

    /**
     * The output for any number of rows, in inference mode. A few rows are computed at a time, so that memory stays small;
     * no tape sees it.
     *
     * @param features (rows, ...)
     * @return (rows, ...), float32 or float64
     * @throws TensorException where the model has more than one input or output: {@link #call} has no such limit
     */
    public Tensor predict(Tensor features) {
        return new Prediction(this, PREDICTED_AT_ONCE).of(features);
    }

    @Override
    String className() {
        return kind();
    }

    @Override
    String freshName() {
        return Building.nextName(style == Style.SEQUENTIAL ? "Sequential" : "Model");
    }

    @Override
    public Model named(String newName) {
        super.named(newName);
        return this;
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

    public List<Node> outputs() {
        return outputs;
    }

    /** The applications of layers, in the order of their making, in which they can be computed. */
    public List<Application> applications() {
        return applications;
    }

    /** A table of the layers, their output shapes and counts of weights, as Keras 2.13 prints it. */
    public String summary() {
        return Summary.of(this, false);
    }

    /** {@link #summary} with the layers inside the layers that are models. */
    public String nestedSummary() {
        return Summary.of(this, true);
    }

    /** True where one layer follows another, none used twice: what a summary can show without connections. */
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
        Map<Application, List<Tensor>> values = new IdentityHashMap<>();
        for (int i = 0; i < given.size(); i++) {
            values.put(inputs.get(i).application(), List.of(checked(given.get(i), inputs.get(i))));
        }
        for (Application application : applications) {
            if (!values.containsKey(application)) {
                values.put(application, application.layer().call(values(application.inputs(), values), mode));
            }
        }
        return values(outputs, values);
    }

    private static List<Tensor> values(List<Node> nodes, Map<Application, List<Tensor>> values) {
        return nodes.stream().map(node -> value(node, values)).toList();
    }

    private static Tensor value(Node node, Map<Application, List<Tensor>> values) {
        // Invariant: applications are called in the order of their making, each after those it takes values from.
        return Objects.requireNonNull(values.get(node.application())).get(node.outputIndex());
    }

    /** The tensor in the input's type, if its rows have the input's shape. */
    private static Tensor checked(Tensor tensor, Node input) {
        Shape row = input.rowShape();
        if (tensor.shape().rank() == 0 || !tensor.shape().dropFirst(1).equals(row)) {
            throw new TensorException("Cannot call with shape " + tensor.shape() + ": input '"
                    + input.producer().name() + "' takes " + input.shapeText() + ".");
        }
        return tensor.dtype() == input.dtype() ? tensor : Types.cast(tensor, input.dtype());
    }

    @Override
    public Config config() {
        return Graph.config(this);
    }

    /** The layers, inputs included, in Keras' order: by their distance from the outputs. */
    @Override
    public List<Layer> layers() {
        return super.layers();
    }

    private void requireEnds() {
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw new IllegalArgumentException("Cannot make a model with " + inputs.size() + " inputs and "
                    + outputs.size() + " outputs: it needs at least one of each.");
        }
        Set<Node> distinct = new HashSet<>();
        for (Node input : inputs) {
            if (!input.isInput()) {
                throw new IllegalArgumentException("Cannot make a model: its input is the output of layer '"
                        + input.producer().name() + "' (" + input.producer().kind()
                        + "). Inputs are made with Input.of(...).");
            }
            if (!distinct.add(input)) {
                throw new IllegalArgumentException(
                        "Cannot make a model: input '" + input.producer().name() + "' is given twice.");
            }
        }
    }

    private void requireInputsGiven() {
        for (Application application : applications) {
            Layer layer = application.layer();
            if (layer instanceof InputLayer && inputs.stream().noneMatch(input -> input.producer() == layer)) {
                throw new IllegalArgumentException("Cannot make a model: its output depends on input '" + layer.name()
                        + "', which is not among its inputs.");
            }
        }
    }

    private static void requireDistinctNames(List<Layer> layers) {
        Set<String> names = new HashSet<>();
        for (Layer layer : layers) {
            if (!names.add(layer.name())) {
                throw new IllegalArgumentException("Cannot make a model: two layers are named '" + layer.name()
                        + "'. Rename one with named(...).");
            }
        }
    }
}
