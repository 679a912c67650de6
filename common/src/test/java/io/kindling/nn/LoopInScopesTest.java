package io.kindling.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.Variable;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.loss.MeanSquaredError;
import io.kindling.nn.optimizer.Adam;
import io.kindling.nn.optimizer.Optimizer;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A custom training loop whose steps free their memory.
 *
 * @see TensorScope
 */
class LoopInScopesTest {
    private static final int STEPS = 4;

    @SuppressWarnings("try") // a scope acts by being open
    private static List<float[]> trained(Supplier<AutoCloseable> scopes) throws Exception {
        try (BuildScope building = BuildScope.withSeed(3)) {
            // Layers are built by their first call, inside the first step's scope.
            Layer normalized = BatchNormalization.of();
            Layer dense = Dense.of(2);
            Optimizer optimizer = Adam.of(1e-2);
            for (int step = 0; step < STEPS; step++) {
                try (AutoCloseable scope = scopes.get();
                        GradientTape tape = GradientTape.open()) {
                    Tensor x = Tensor.of(new float[] {1, 2, step, 4, 5, 7}, 3, 2);
                    Tensor y = dense.call(normalized.call(x, Mode.TRAINING), Mode.TRAINING);
                    Tensor loss = MeanSquaredError.of().call(Tensor.ones(3, 2), y);
                    List<Variable> weights = Stream.of(normalized, dense)
                            .flatMap(layer -> layer.trainableWeights().stream())
                            .toList();
                    optimizer.apply(tape.gradient(loss, weights), weights);
                }
            }
            return Stream.of(normalized, dense)
                    .flatMap(layer -> layer.weights().stream())
                    .map(weight -> weight.tensor().floats())
                    .toList();
        }
    }

    @Test
    void weightsAndMovingStatistics_outliveTheTensorScopes() throws Exception {
        try (MemoryPool pool = new MemoryPool()) {
            assertThat(trained(() -> TensorScope.open(pool)))
                    .usingRecursiveComparison()
                    .isEqualTo(trained(() -> () -> {}));
        }
    }
}
