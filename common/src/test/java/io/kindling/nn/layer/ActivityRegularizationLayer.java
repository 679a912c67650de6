package io.kindling.nn.layer;

import io.kindling.autodiff.op.Arithmetic;
import io.kindling.autodiff.op.Reductions;
import io.kindling.nn.Config;
import io.kindling.nn.Layer;
import io.kindling.nn.Mode;
import io.kindling.tensor.Tensor;
import java.util.Map;
import java.util.function.Function;

/** The guide's custom layer, as a user writes it. */
public final class ActivityRegularizationLayer extends Layer {
    static final String KIND = "acme>ActivityRegularizationLayer";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    protected Tensor forward(Tensor inputs, Mode mode) {
        addLoss(Arithmetic.multiply(Reductions.sum(inputs), 1e-2));
        return inputs;
    }

    @Override
    public Config config() {
        return Config.EMPTY;
    }

    /** What the user's jar lists in META-INF/services. */
    public static final class Kinds implements LayerKinds {
        @Override
        public Map<String, Function<Config, ? extends Layer>> kinds() {
            return Map.of(KIND, config -> new ActivityRegularizationLayer());
        }
    }
}
