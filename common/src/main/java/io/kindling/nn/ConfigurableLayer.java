package io.kindling.nn;

import java.util.function.Consumer;

/**
 * A layer with settings, which return copies of its own type and leave the layer unchanged. A setting of a custom layer is a
 * field that only {@link #with} changes:
 *
 * <pre>{@code
 * public Noise rate(double rate) {
 *     return with("rate", copy -> copy.rate = rate);
 * }
 * }</pre>
 *
 * @param <L> the subclass
 */
public abstract class ConfigurableLayer<L extends ConfigurableLayer<L>> extends Layer {
    @Override
    public final L named(String newName) {
        return own(super.named(newName));
    }

    @Override
    public final L freeze() {
        return own(super.freeze());
    }

    @Override
    public final L unfreeze() {
        return own(super.unfreeze());
    }

    /**
     * Returns a copy with a changed setting: a new layer that has not been called. Fields are copied as they are, so that
     * settings must be immutable objects, and sublayers added before are shared.
     *
     * @param setting its name, for the message if it is too late
     * @param change sets it on the copy
     * @throws IllegalStateException if this layer was already called
     */
    protected final L with(String setting, Consumer<? super L> change) {
        L copy = own(copy(setting));
        change.accept(copy);
        return copy;
    }

    @SuppressWarnings("unchecked") // this layer and its copies are of its class, which is L
    private L own(Layer layer) {
        return (L) layer;
    }
}
