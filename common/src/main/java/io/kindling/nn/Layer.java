package io.kindling.nn;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.Variable.Trainable;
import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.internal.BuildScope;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A function of tensors with weights, like Keras' {@code Layer}. The first axis of an input is the batch axis. Weights are
 * created at the first call, in the input's floating-point type; integer inputs are cast to float32.
 *
 * <p>A custom layer overrides {@link #build} (to add weights), {@link #forward(Tensor, Mode)} and {@link #config}, and is
 * registered under its own kind ({@link io.kindling.nn.layer.Layers}). If it has fluent settings, it extends {@link
 * ConfigurableLayer}. Not thread-safe.
 */
public abstract class Layer implements Cloneable {
    /** The layers whose calls are in progress on this thread, outermost first. */
    private static final ThreadLocal<List<Layer>> CALLING = ThreadLocal.withInitial(ArrayList::new);

    private @Nullable String name;
    /** Whether the name was set, not generated. */
    private boolean isNamed;

    private boolean trainable = true;
    private LayerState state = new LayerState();
    private List<Layer> sublayers = new ArrayList<>();

    /** Creates weights with {@link #addWeight}; called once, before the first forward. Shapes include the batch axis. */
    protected void build(List<Shape> inputs) {}

    /** Computes the output of a layer with one input and one output. */
    protected Tensor forward(Tensor input, Mode mode) {
        throw new UnsupportedOperationException("Cannot call layer '" + name() + "' (" + kind()
                + "): it overrides neither forward(Tensor, Mode) nor forward(List, Mode).");
    }

    /** Computes the outputs; override it for several inputs or outputs. */
    protected List<Tensor> forward(List<Tensor> inputs, Mode mode) {
        if (inputs.size() != 1) {
            throw new TensorException("Cannot call with " + inputs.size() + " inputs: the layer takes one.");
        }
        return List.of(forward(inputs.get(0), mode));
    }

    /** Returns the layer's settings, without its name: with the kind, enough to create the layer again. */
    public Config config() {
        throw new IllegalStateException("Cannot describe layer '" + name() + "' (" + kind()
                + "): it does not define its config. Override config() in "
                + getClass().getName()
                + ", and list the kind in a LayerKinds of your jar, or register it with Layers.register.");
    }

    /** The name of the layer's kind in {@link io.kindling.nn.layer.Layers}; {@code package>Name} for a custom layer. */
    public String kind() {
        return className();
    }

    /** The class name shown in a summary. */
    String className() {
        Class<?> type = getClass();
        while (type.isAnonymousClass()) {
            type = type.getSuperclass();
        }
        return type.getSimpleName();
    }

    /** The layer's name: explicit, or generated from the class and a counter, as in Keras. */
    public final String name() {
        if (name == null) {
            name = freshName();
        }
        return name;
    }

    String freshName() {
        return BuildScope.nextName(className());
    }

    /** Returns a copy with this name. */
    public Layer named(String newName) {
        if (newName.isEmpty() || newName.contains("/")) {
            throw new IllegalArgumentException("Invalid name: '" + newName + "' (not empty, without '/')");
        }
        Layer copy = copy("name");
        copy.name = newName;
        copy.isNamed = true;
        return copy;
    }

    /**
     * Returns a layer with the same settings and no weights; its name is a new one if this one's was generated. It shares
     * the objects to which fields of a subclass refer, and the sublayers.
     *
     * @param setting what will be set on the copy
     * @throws IllegalStateException if this layer was already called
     */
    final Layer copy(String setting) {
        if (state.isBuilt()) {
            throw new IllegalStateException("Cannot set " + setting + " of layer '" + name()
                    + "': it was already called. Set it before the first call.");
        }
        Layer copy;
        try {
            copy = (Layer) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
        copy.name = isNamed ? name : null;
        copy.state = new LayerState();
        copy.sublayers = new ArrayList<>(sublayers);
        return copy;
    }

    /** Computes the output for one input, in inference mode. */
    public final Tensor call(Tensor input) {
        return call(input, Mode.INFERENCE);
    }

    /** Computes the output for one input. */
    public final Tensor call(Tensor input, Mode mode) {
        return call(List.of(input), mode).get(0);
    }

    /** Computes the outputs for several inputs. */
    public final List<Tensor> call(List<Tensor> inputs, Mode mode) {
        if (inputs.isEmpty()) {
            throw new TensorException("Cannot call layer '" + name() + "' (" + kind() + ") without inputs.");
        }
        List<Layer> calling = CALLING.get();
        if (calling.isEmpty()) {
            clearLosses();
        }
        calling.add(this);
        String outside = Interpreter.currentLayer();
        Interpreter.enterLayer(path(calling));
        try {
            List<Tensor> admitted = inputs.stream().map(this::admit).toList();
            state.build(admitted, this::build);
            return forward(admitted, mode);
        } catch (TensorException e) {
            throw e.in("layer '" + path(calling) + "' (" + kind() + ")");
        } finally {
            Interpreter.enterLayer(outside);
            calling.remove(calling.size() - 1);
        }
    }

    /** The path of the current call, as in {@code encoder/dense_1}, without the outermost model. */
    private static String path(List<Layer> calling) {
        int from = calling.size() > 1 && calling.get(0) instanceof Model ? 1 : 0;
        return calling.stream().skip(from).map(Layer::name).collect(Collectors.joining("/"));
    }

    /** Applies the layer to nodes, to define a model. */
    public final Node apply(Node... inputs) {
        return apply(List.of(inputs)).get(0);
    }

    /** Applies the layer to nodes, to define a model. */
    public final List<Node> apply(List<Node> inputs) {
        return Node.produce(this, inputs);
    }

    /** Converts an input before {@link #forward}: integers become float32. Override it in layers that take integers. */
    protected Tensor admit(Tensor input) {
        return input.dtype().isFloating() ? input : Ops.cast(input, DType.FLOAT32);
    }

    /** Adds a trainable weight; for {@link #build}. */
    protected final Variable addWeight(
            String weightName, Shape shape, Initializer initializer, @Nullable Regularizer regularizer) {
        Variable weight = state.add(name(), weightName, shape, initializer, Trainable.YES);
        if (regularizer != null) {
            state.regularize(weight, regularizer);
        }
        return weight;
    }

    /** Adds a non-trainable weight, such as a moving statistic; for {@link #build}. */
    protected final Variable addState(String stateName, Shape shape, Initializer initializer) {
        return state.add(name(), stateName, shape, initializer, Trainable.NO);
    }

    /** Adds a sublayer: its weights and losses become part of this layer's. */
    protected final <L extends Layer> L track(L layer) {
        sublayers.add(layer);
        return layer;
    }

    /** Adds a scalar to the loss: a sum over this call's rows, not divided by the batch size, as in Keras. */
    protected final void addLoss(Tensor scalar) {
        addLoss(LossTerm.sum(scalar));
    }

    /** Adds a loss term of any kind. */
    protected final void addLoss(LossTerm term) {
        state.addLoss(term.requireAdditive());
    }

    /** The direct sublayers. */
    public List<Layer> layers() {
        return List.copyOf(sublayers);
    }

    /** This layer and all sublayers, recursively, each once, in depth-first order. */
    public final List<Layer> flattened() {
        Set<Layer> all = new LinkedHashSet<>();
        collect(all);
        return List.copyOf(all);
    }

    private void collect(Set<Layer> into) {
        if (into.add(this)) {
            sublayers.forEach(layer -> layer.collect(into));
        }
    }

    /** All weights, trainable or not, in layer order, then in creation order. */
    public final List<Variable> weights() {
        return flattened().stream()
                .flatMap(layer -> layer.state.weights().stream())
                .toList();
    }

    /**
     * All weights, in the same order, by path: the names of the enclosing layers and of the weight, such as
     * {@code classifier/dense/kernel}. The weights of a shared layer appear once, at its first position.
     */
    public final Map<String, Variable> weightsByPath() {
        return WeightPaths.of(Map.of(name(), this), WeightPaths.Sublayers.BY_NAME);
    }

    /** The number of elements of all weights, trainable or not. */
    public final long countParams() {
        return weights().stream().mapToLong(weight -> weight.shape().size()).sum();
    }

    /** The values of all {@link #weights}, in their order. */
    public final List<Tensor> weightValues() {
        return weights().stream().map(Variable::tensor).toList();
    }

    /**
     * Replaces the values of all {@link #weights}.
     *
     * @throws IllegalArgumentException if the values are not as many, or not of the same shapes and types; nothing is
     *     changed then
     */
    public final void setWeights(List<Tensor> values) {
        WeightValues.set(this, values);
    }

    /** The weights that this layer added itself, in creation order. */
    final List<Variable> ownWeights() {
        return state.weights();
    }

    /** The weights that an optimizer may update: the trainable weights of layers that are not frozen. */
    public final List<Variable> trainableWeights() {
        List<Variable> result = new ArrayList<>();
        collectTrainable(result, new HashSet<>());
        return List.copyOf(result);
    }

    private void collectTrainable(List<Variable> into, Set<Layer> seen) {
        if (!isFrozen() && seen.add(this)) {
            state.weights().stream().filter(Variable::isTrainable).forEach(into::add);
            sublayers.forEach(layer -> layer.collectTrainable(into, seen));
        }
    }

    /** Freezes this layer and all its sublayers: their weights are no longer trainable. */
    public Layer freeze() {
        flattened().forEach(layer -> layer.setTrainable(false));
        return this;
    }

    /** Makes the weights of this layer and all its sublayers trainable again. */
    public Layer unfreeze() {
        flattened().forEach(layer -> layer.setTrainable(true));
        return this;
    }

    /** Freezes this layer only, not its sublayers. */
    final void freezeItself() {
        setTrainable(false);
    }

    private void setTrainable(boolean changed) {
        FrozenLayers.touch(this, !trainable);
        trainable = changed;
    }

    public final boolean isFrozen() {
        FrozenLayers.touch(this, !trainable);
        return !trainable;
    }

    /**
     * The losses added during the last outermost call, in layer order, then those of the weight regularizers. The latter are
     * computed here, so call this while the tape is open.
     */
    public final List<LossTerm> losses() {
        List<Layer> all = flattened();
        Stream<LossTerm> ofCalls = all.stream().flatMap(layer -> layer.state.losses().stream());
        Stream<LossTerm> ofWeights = all.stream().flatMap(layer -> layer.state.penalties());
        return Stream.concat(ofCalls, ofWeights).toList();
    }

    /** Treats the layer as called, so that its name and settings can no longer change: an input layer is never called itself. */
    final void used() {
        name();
        state.built();
    }

    /** Returns the index for the next call of this layer on nodes. */
    final int nextCall() {
        return state.nextCall();
    }

    final void clearLosses() {
        flattened().forEach(layer -> layer.state.clearLosses());
    }

    @Override
    public String toString() {
        return kind() + "(" + name() + ")";
    }
}
