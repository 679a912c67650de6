package io.kindling.nn;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A call of a layer on nodes of a model; a shared layer has several. */
public final class LayerCall {
    private static final AtomicLong NEXT_ORDER = new AtomicLong();

    private final long order = NEXT_ORDER.getAndIncrement();
    private final Layer layer;
    private final int ordinal;
    private final List<Node> inputs;
    private final List<Node> outputs;

    /** @param outputs creates the output nodes of this call */
    LayerCall(Layer layer, int ordinal, List<Node> inputs, Function<LayerCall, List<Node>> outputs) {
        this.layer = layer;
        this.ordinal = ordinal;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs.apply(this));
    }

    public Layer layer() {
        return layer;
    }

    public List<Node> inputs() {
        return inputs;
    }

    public List<Node> outputs() {
        return outputs;
    }

    /** The index of this call among all calls of its layer, across models, from 0. */
    public int ordinal() {
        return ordinal;
    }

    /** The creation order, which is a topological order: inputs are created before the calls that use them. */
    long order() {
        return order;
    }
}
