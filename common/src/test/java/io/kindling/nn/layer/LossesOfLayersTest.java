package io.kindling.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.GradientTape;
import io.kindling.nn.Layer;
import io.kindling.nn.LossTerm;
import io.kindling.nn.LossTerms;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.initializer.Ones;
import io.kindling.nn.regularizer.L1;
import io.kindling.nn.regularizer.L2;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Keras' rules for {@code model.losses}.
 *
 * @see Layer
 */
class LossesOfLayersTest {
    private static final Tensor ROWS = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);

    private static List<Double> values(Layer layer) {
        return layer.losses().stream().map(term -> term.value().item()).toList();
    }

    @Test
    void addLoss_isASumOverRows_notDividedByTheBatchSize() {
        Layer layer = new ActivityRegularizationLayer();
        layer.call(ROWS, Mode.TRAINING);
        assertThat(layer.losses()).extracting(LossTerm::kind).containsExactly(LossTerm.Kind.SUM);
        assertThat(values(layer)).containsExactly(0.1);
    }

    @Test
    void activityRegularizers_areDividedByTheBatchSize() {
        Layer layer = ActivityRegularization.of(1, 0);
        layer.call(ROWS, Mode.TRAINING);
        assertThat(values(layer)).containsExactly(5.0);
        Layer dense = Dense.of(1).kernelInitializer(Ones.of()).activityRegularizer(L2.of(2));
        dense.call(ROWS, Mode.TRAINING);
        assertThat(values(dense)).containsExactly(2 * (9.0 + 49) / 2);
        LossTerm term = dense.losses().get(0);
        assertThat(term.partial(4).item())
                .as("this call's partial loss in a batch of 4 rows")
                .isEqualTo(29.0);
    }

    @Test
    void outermostCall_clearsTheLossesOfThePreviousOne() {
        Node in = Input.of(2);
        Model model = Model.of(in, new ActivityRegularizationLayer().apply(in));
        assertThat(model.losses()).as("before the first call").isEmpty();
        model.call(ROWS, Mode.TRAINING);
        model.call(ROWS, Mode.TRAINING);
        assertThat(values(model)).hasSize(1);
    }

    @Test
    void sharedLayers_addALossPerCall_inLayerOrder() {
        Node in = Input.of(2);
        Layer shared = new ActivityRegularizationLayer();
        Layer last = ActivityRegularization.of(0, 1);
        Node x = shared.apply(Dense.of(2).kernelInitializer(Ones.of()).apply(shared.apply(in)));
        Model inner = Model.of(in, x);
        Node outerIn = Input.of(2);
        Model outer = Model.of(outerIn, last.apply(inner.apply(outerIn)));
        outer.call(ROWS, Mode.TRAINING);
        assertThat(values(outer)).hasSize(3);
        assertThat(values(outer).get(0)).isCloseTo(0.1, within(1e-6));
        assertThat(values(outer).get(1)).isCloseTo(0.2, within(1e-6));
        assertThat(values(outer).get(2)).isCloseTo((9 + 9 + 49 + 49) / 2.0, within(1e-4));
    }

    @Test
    void weightRegularizers_areComputedOnRead_once_afterTheLossesOfTheCall() {
        Node in = Input.of(2);
        Layer shared = Dense.of(2).kernelInitializer(Ones.of()).kernelRegularizer(L1.of(0.5));
        Model model = Model.of(in, shared.apply(ActivityRegularization.of(1, 0).apply(shared.apply(in))));
        model.call(ROWS, Mode.TRAINING);
        assertThat(model.losses()).extracting(LossTerm::kind).containsExactly(LossTerm.Kind.MEAN, LossTerm.Kind.ONCE);
        assertThat(values(model).get(1)).isEqualTo(2.0);
        shared.weights().get(0).assign(Tensor.of(new float[4], 2, 2));
        assertThat(values(model).get(1)).isZero();
    }

    @Test
    void lossesReadWhileTheTapeIsOpen_haveGradients() {
        Layer dense = Dense.of(1).kernelInitializer(Ones.of()).withoutBias().kernelRegularizer(L2.of(1));
        Node in = Input.of(2);
        Model model = Model.of(in, new ActivityRegularizationLayer().apply(dense.apply(in)));
        try (GradientTape tape = GradientTape.open()) {
            model.call(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2), Mode.TRAINING);
            Tensor sum = LossTerms.sum(model.losses());
            float[] gradient = tape.gradient(sum, dense.weights().get(0)).floats();
            assertThat(gradient[0]).isCloseTo(0.04f + 2, within(1e-6f));
            assertThat(gradient[1]).isCloseTo(0.06f + 2, within(1e-6f));
        }
    }
}
