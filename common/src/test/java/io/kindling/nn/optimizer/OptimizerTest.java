package io.kindling.nn.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.config.Config;
import io.kindling.nn.Goldens;
import io.kindling.nn.Setting;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.nn.schedule.ExponentialDecay;
import io.kindling.nn.schedule.PiecewiseConstant;
import io.kindling.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every optimizer. A new optimizer needs a case in {@code goldens.py} and a row here. */
class OptimizerTest {
    private static final JsonNode GOLDENS = Goldens.of(OptimizerTest.class);
    private static final WeightLayout LAYOUT = new WeightLayout(
            List.of(
                    new WeightLayout.Slice("kernel", Shape.of(3, 2), 0, true),
                    new WeightLayout.Slice("bias", Shape.of(2), 6, true)),
            8);

    static Stream<JsonNode> goldens() {
        return Goldens.list(GOLDENS.get("cases")).stream();
    }

    static Stream<Optimizer> optimizers() {
        return Stream.of(
                SGD.of(),
                SGD.of(0.1).momentum(0.9),
                SGD.of(0.1).momentum(0.9).nesterov().weightDecay(0.01).clipNorm(0.5),
                Adam.of(),
                Adam.of(ExponentialDecay.of(0.1, 10, 0.9))
                        .betas(0.5, 0.9)
                        .epsilon(1e-3)
                        .clipValue(0.5),
                Adam.of(0.01).amsgrad(),
                AdamW.of(),
                AdamW.of(0.01).betas(0.9, 0.5).amsgrad().epsilon(1e-6),
                AdamW.of(0.01).weightDecay(0).globalClipNorm(2),
                RMSprop.of(),
                RMSprop.of(0.01).rho(0.8).momentum(0.9).epsilon(1e-5).centered(),
                Adagrad.of(),
                Adagrad.of(0.1).initialAccumulator(0.5).epsilon(1e-3),
                Nadam.of(),
                Nadam.of(0.01).betas(0.5, 0.9).epsilon(1e-3),
                Lion.of(),
                Lion.of(0.01).betas(0.5, 0.8).weightDecay(0.1));
    }

    @Test
    void unknownName_isRefusedWithTheNearestKnownOne() {
        assertThatThrownBy(() -> Optimizers.REGISTRY.create(Config.of("kind", "Adam", "learnin_rate", 0.1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "Invalid name in optimizer Adam: 'learnin_rate' (did you mean 'learning_rate'? known: ");
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void fiveUpdates_matchKeras(JsonNode golden) {
        Optimizer optimizer = Optimizers.REGISTRY.create(Goldens.config(golden.get("config")));
        float[] weights = Goldens.floats(GOLDENS.get("start"));
        OptimizerState state = optimizer.initialState(weights.length);
        for (JsonNode gradients : GOLDENS.get("gradients")) {
            optimizer.update(weights, Goldens.floats(gradients), state, LAYOUT);
        }
        assertThat(state.iterations()).isEqualTo(5);
        float[] expected = Goldens.floats(golden.get("weights"));
        for (int i = 0; i < expected.length; i++) {
            assertThat(weights[i]).isCloseTo(expected[i], within(2e-6f));
        }
    }

    @Test
    void everyKind_hasAGolden() {
        assertThat(goldens().map(golden -> golden.get("config").get("kind").asText()))
                .containsAll(Optimizers.REGISTRY.kinds());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void config_recreatesTheSameOptimizer(Optimizer optimizer) {
        Optimizer recreated = Optimizers.REGISTRY.create(optimizer.config());
        assertThat(recreated).hasSameClassAs(optimizer);
        assertThat(recreated.config()).isEqualTo(optimizer.config());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void settings_returnACopy_andLeaveTheOptimizerUnchanged(Optimizer optimizer) {
        Config before = optimizer.config();
        for (Setting setting : Setting.of(optimizer)) {
            if (!setting.isClipping() || optimizer.settings().clipping().equals(Clipping.NONE)) {
                assertThat(setting.set(optimizer))
                        .as(setting.toString())
                        .isNotSameAs(optimizer)
                        .hasSameClassAs(optimizer);
            }
            assertThat(optimizer.config()).as(setting.toString()).isEqualTo(before);
        }
    }

    @Test
    void settings_canBeGivenInAnyOrder() {
        SGD optimizer = SGD.of(0.1).clipNorm(1).weightDecay(0.5).momentum(0.9);
        assertThat(optimizer.config())
                .isEqualTo(
                        SGD.of(0.1).momentum(0.9).weightDecay(0.5).clipNorm(1).config());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void updates_lowerAToyLoss(Optimizer optimizer) {
        float[] weights = {3, -2, 1, 4, -1, 0.5f, 2, -3};
        double before = FlatNorm.sumOfSquares(weights, 0, 8);
        OptimizerState state = optimizer.initialState(8);
        for (int i = 0; i < 10; i++) {
            float[] gradients = weights.clone();
            optimizer.update(weights, gradients, state, LAYOUT);
        }
        assertThat(FlatNorm.sumOfSquares(weights, 0, 8)).isLessThan(before);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void ranges_canBeSplitAnywhere(Optimizer optimizer) {
        int size = 1001;
        float[] whole = random(size, 1);
        float[] split = whole.clone();
        float[][] wholeSlots = new float[optimizer.slots()][size];
        float[][] splitSlots = new float[optimizer.slots()][size];
        Random random = new Random(5);
        for (int step = 1; step <= 3; step++) {
            optimizer.updateRange(whole, random(size, 10 + step), wholeSlots, 0, size, 0.01f, step);
            float[] gradients = random(size, 10 + step);
            for (int from = 0; from < size; ) {
                int to = Math.min(size, from + 1 + random.nextInt(60));
                optimizer.updateRange(split, gradients, splitSlots, from, to, 0.01f, step);
                from = to;
            }
        }
        assertThat(split).isEqualTo(whole);
        assertThat(splitSlots).isDeepEqualTo(wholeSlots);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void savedState_continuesWithTheSameBits(Optimizer optimizer) {
        float[] weights = random(8, 1);
        OptimizerState state = optimizer.initialState(8);
        optimizer.update(weights, random(8, 2), state, LAYOUT);
        float[] resumed = weights.clone();
        float[][] slots = Stream.of(state.slots()).map(float[]::clone).toArray(float[][]::new);
        OptimizerState saved = new OptimizerState(state.iterations(), slots);
        optimizer.update(weights, random(8, 3), state, LAYOUT);
        Optimizers.REGISTRY.create(optimizer.config()).update(resumed, random(8, 3), saved, LAYOUT);
        assertThat(resumed).isEqualTo(weights);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void frozenWeights_areNotUpdated(Optimizer optimizer) {
        WeightLayout frozen = new WeightLayout(
                List.of(
                        new WeightLayout.Slice("kernel", Shape.of(3, 2), 0, false),
                        new WeightLayout.Slice("bias", Shape.of(2), 6, true)),
                8);
        float[] weights = random(8, 1);
        float[] before = weights.clone();
        float[] gradients = random(8, 2);
        gradients[0] = Float.NaN;
        optimizer.update(weights, gradients, optimizer.initialState(8), frozen);
        assertThat(weights).startsWith(Arrays.copyOf(before, 6));
        assertThat(weights[6]).isNotEqualTo(before[6]);
    }

    @Test
    void schedule_isEvaluatedAtThePreviousUpdateCount() {
        Optimizer optimizer = SGD.of(PiecewiseConstant.of(List.of(0L, 1L), List.of(1.0, 0.5, 0.0)));
        float[] weights = new float[8];
        OptimizerState state = optimizer.initialState(8);
        for (float expected : new float[] {-1, -1.5f, -1.5f}) {
            optimizer.update(weights, new float[] {1, 1, 1, 1, 1, 1, 1, 1}, state, LAYOUT);
            assertThat(weights[0]).isEqualTo(expected);
        }
    }

    @Test
    void nonFiniteGradient_isRefusedAndNamed_andNothingChanges() {
        Optimizer optimizer = Adam.of();
        float[] weights = random(8, 1);
        float[] before = weights.clone();
        float[] gradients = random(8, 2);
        gradients[7] = Float.NaN;
        OptimizerState state = optimizer.initialState(8);
        assertThatThrownBy(() -> optimizer.update(weights, gradients, state, LAYOUT))
                .isInstanceOf(NonFiniteGradientException.class)
                .hasMessageStartingWith("Cannot update: the gradient of 'bias' is NaN at element 1, after 0 updates.")
                .extracting(e -> ((NonFiniteGradientException) e).finding())
                .isEqualTo(NonFiniteElement.firstIn(gradients, LAYOUT).orElseThrow());
        assertThat(weights).isEqualTo(before);
        assertThat(state.iterations()).isZero();
        assertThat(state.slots()[0]).containsOnly(0);
    }

    @Test
    void withoutMomentum_thereAreNoSlots() {
        assertThat(SGD.of().slotNames()).isEmpty();
        assertThat(RMSprop.of().momentum(0.9).centered().slotNames())
                .containsExactly("velocity", "momentum", "average_gradient");
    }

    @Test
    void secondKindOfClipping_isRefused() {
        assertThatThrownBy(() -> SGD.of().clipNorm(1).globalClipNorm(2))
                .hasMessage("Cannot clip by global_clipnorm: clipnorm=1.0 is set already"
                        + " (one of clipvalue, clipnorm, global_clipnorm)");
        assertThatThrownBy(() -> Optimizers.REGISTRY.create(Config.of("kind", "SGD", "clipnorm", 1, "clipvalue", 1)))
                .hasMessageStartingWith("Cannot clip by clipnorm: clipvalue=1.0 is set already");
        assertThat(SGD.of().clipNorm(1).clipNorm(2).settings().clipping().limit())
                .isEqualTo(2);
    }

    @Test
    void invalidSettings_areRefused() {
        assertThatThrownBy(() -> SGD.of().momentum(1.5)).hasMessage("Invalid momentum: 1.5 (0 to 1)");
        assertThatThrownBy(() -> Adam.of().epsilon(0)).hasMessage("Invalid epsilon: 0.0 (finite and > 0)");
        assertThatThrownBy(() -> Adam.of().clipNorm(0)).hasMessage("Invalid clipnorm: 0.0 (> 0)");
        assertThatThrownBy(() -> Adam.of(Double.NaN)).hasMessageStartingWith("Invalid learning rate: NaN");
        assertThatThrownBy(() -> Optimizers.REGISTRY.create(Config.of("kind", "Adm")))
                .hasMessageContaining("did you mean 'Adam'?");
    }

    @Test
    void mismatchedSizes_areRefused() {
        Optimizer optimizer = Adam.of();
        assertThatThrownBy(() -> optimizer.update(new float[8], new float[7], optimizer.initialState(8), LAYOUT))
                .hasMessage("Invalid gradients: 7 elements (the layout has 8)");
        assertThatThrownBy(() ->
                        optimizer.update(new float[8], new float[8], SGD.of().initialState(8), LAYOUT))
                .hasMessage("Invalid state: 0 slots (Adam has [m, v])");
    }

    private static float[] random(int size, long seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
