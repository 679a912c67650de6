package io.kindling.nn;

import java.util.List;

/** A layer applied to nodes of a model: a layer that is shared has several. */
public final class Application {
    private final Layer layer;
    private final List<Node> inputs;

    Application(Layer layer, List<Node> inputs) {
        this.layer = layer;
        this.inputs = List.copyOf(inputs);
    }

    public Layer layer() {
        return layer;
    }

    public List<Node> inputs() {
        return inputs;
    }
}
