package io.kindling.nn.layer;

import io.kindling.autodiff.op.Sliding;
import io.kindling.autodiff.op.Sliding.Padding;
import io.kindling.config.Config;
import io.kindling.nn.ConfigurableLayer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Base class of pooling layers, which reduce each channel in a sliding window to one value. Input (batch, height, width,
 * channels), output (batch, out height, out width, channels).
 *
 * @param <L> the subclass
 */
abstract class PoolingLayer2D<L extends PoolingLayer2D<L>> extends ConfigurableLayer<L> {
    static final int DEFAULT_SIZE = 2;

    private final Sizes poolSize;
    private @Nullable Sizes strides;
    private Padding padding = Padding.VALID;

    PoolingLayer2D(Sizes poolSize) {
        this.poolSize = poolSize;
    }

    abstract Tensor pool(Tensor images, int height, int width, Sliding sliding);

    /** The stride of the window on both axes; the window's size by default. */
    public final L strides(int both) {
        return strides(both, both);
    }

    /** The strides of the window; the window's size by default. */
    public final L strides(int height, int width) {
        Sizes steps = Sizes.of("strides", height, width);
        return with("strides", (PoolingLayer2D<L> copy) -> copy.strides = steps);
    }

    /** {@code valid}, no padding, by default; or {@code same}: elements beyond the border are ignored. */
    public final L padding(String padding) {
        Padding named = Paddings.named(padding);
        return with("padding", (PoolingLayer2D<L> copy) -> copy.padding = named);
    }

    /** Takes the settings from a config; missing ones keep their defaults. For a new layer. */
    final void read(Config config) {
        strides = config.has("strides") ? Sizes.from(config, "strides") : null;
        padding = config.optionalString("padding").map(Paddings::named).orElse(padding);
    }

    @Override
    protected final void build(List<Shape> inputs) {
        Sizes.ofImages(inputs.get(0));
    }

    @Override
    protected final Tensor forward(Tensor input, Mode mode) {
        Sliding sliding = padding == Padding.SAME ? Sliding.SAME : Sliding.VALID;
        return pool(
                input,
                poolSize.height(),
                poolSize.width(),
                sliding.stride(stridesOrPoolSize().height(), stridesOrPoolSize().width()));
    }

    private Sizes stridesOrPoolSize() {
        return strides == null ? poolSize : strides;
    }

    @Override
    public final Config config() {
        return Config.of(
                "pool_size", poolSize.asList(),
                "strides", stridesOrPoolSize().asList(),
                "padding", Paddings.name(padding));
    }
}
