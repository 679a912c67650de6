package io.kindling.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.op.Ops;
import io.kindling.nn.Model;
import io.kindling.nn.ModelGraph;
import io.kindling.nn.initializer.Ones;
import io.kindling.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LambdaTest {
    private static final Tensor ROW = Tensor.of(new float[] {1, -3}, 1, 2);

    @Test
    void functions_areLayersAndActivations_butHaveNoDescription() {
        Lambda square = Lambda.of(Ops::square).named("square");
        Dense dense = Dense.of(1)
                .kernelInitializer(Ones.of())
                .activation(x -> Ops.multiply(x, 10))
                .named("tenfold");
        Model model = Model.sequential(Input.of(2), square, dense);

        assertThat(model.call(ROW).floats()).containsExactly(100);
        assertThatThrownBy(() -> ModelGraph.describe(model))
                .hasMessageStartingWith("Cannot describe layer 'square' (Lambda): neither files nor other processes");
        assertThatThrownBy(dense::config)
                .hasMessageStartingWith("Cannot describe an activation that is a function: neither files nor other");
    }

    @Test
    void freeze_returnsTheLayer() {
        Dense frozen = Dense.of(1).freeze();
        assertThat(frozen.isFrozen()).isTrue();
        assertThat(frozen.unfreeze().isFrozen()).isFalse();
    }
}
