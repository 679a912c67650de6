package io.kindling.nn;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A layer applied to nodes of a model: a layer that is shared has several. */
public final class Application {
    private static final AtomicLong MADE = new AtomicLong();

    private final long order = MADE.getAndIncrement();
    private final Layer layer;
    private final int ordinal;
    private final List<Node> inputs;
    private final List<Node> outputs;

    /** @param outputs makes the values that this application gives */
    Application(Layer layer, int ordinal, List<Node> inputs, Function<Application, List<Node>> outputs) {
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

    /** Which application of its layer this is, in any model, from 0. */
    public int ordinal() {
        return ordinal;
    }

    /** Larger than that of every application made before: an order in which all can be computed. */
    long order() {
        return order;
    }
}
