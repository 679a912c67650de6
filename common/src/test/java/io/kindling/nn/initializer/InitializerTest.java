package io.kindling.nn.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.config.Config;
import io.kindling.nn.Initializer;
import io.kindling.tensor.Shape;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InitializerTest {
    private static final Shape SHAPE = Shape.of(300, 200);
    private static final double AVERAGE_FAN = 250;

    /** An initializer with the expected maximum magnitude, mean and standard deviation of its values. */
    record Row(Initializer initializer, double limit, double mean, double stddev) {}

    static Stream<Row> table() {
        double cut = 2 / TruncatedNormal.NARROWING;
        return Stream.of(
                new Row(Zeros.of(), 0, 0, 0),
                new Row(Ones.of(), 1, 1, 0),
                new Row(Constant.of(0.25), 0.25, 0.25, 0),
                new Row(RandomUniform.of(), 0.05, 0, 0.1 / Math.sqrt(12)),
                new Row(RandomUniform.of(-1, 3), 3, 1, 4 / Math.sqrt(12)),
                new Row(RandomNormal.of(), 1, 0, 0.05),
                new Row(RandomNormal.of(2, 0.5), 6, 2, 0.5),
                new Row(TruncatedNormal.of(), 0.1, 0, 0.05 * TruncatedNormal.NARROWING),
                new Row(GlorotUniform.of(), Math.sqrt(6 / 500.0), 0, Math.sqrt(1 / AVERAGE_FAN)),
                new Row(GlorotNormal.of(), cut * Math.sqrt(1 / AVERAGE_FAN), 0, Math.sqrt(1 / AVERAGE_FAN)),
                new Row(HeUniform.of(), Math.sqrt(6 / 300.0), 0, Math.sqrt(2 / 300.0)),
                new Row(HeNormal.of(), cut * Math.sqrt(2 / 300.0), 0, Math.sqrt(2 / 300.0)),
                new Row(LecunUniform.of(), Math.sqrt(3 / 300.0), 0, Math.sqrt(1 / 300.0)),
                new Row(LecunNormal.of(), cut * Math.sqrt(1 / 300.0), 0, Math.sqrt(1 / 300.0)),
                new Row(
                        Initializers.REGISTRY.create(Config.of(
                                "kind",
                                "VarianceScaling",
                                "scale",
                                3,
                                "mode",
                                "fan_out",
                                "distribution",
                                "untruncated_normal")),
                        1,
                        0,
                        Math.sqrt(3 / 200.0)));
    }

    @ParameterizedTest
    @MethodSource("table")
    void values_haveTheStatedLimitAndMoments(Row row) {
        double[] values = doubles(row.initializer().values(SHAPE, 7));
        double mean = DoubleStream.of(values).average().orElseThrow();
        double variance = DoubleStream.of(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        assertThat(values).hasSize(60_000);
        assertThat(DoubleStream.of(values).map(Math::abs).max().orElseThrow())
                .isLessThanOrEqualTo(row.limit() * (1 + 1e-6));
        assertThat(mean).isCloseTo(row.mean(), within(0.02 * row.stddev() + 1e-9));
        assertThat(Math.sqrt(variance)).isCloseTo(row.stddev(), within(0.02 * row.stddev() + 1e-9));
    }

    @ParameterizedTest
    @MethodSource("table")
    void config_recreatesTheInitializer(Row row) {
        assertThat(Initializers.REGISTRY.create(row.initializer().config())).isEqualTo(row.initializer());
        Initializer seeded = row.initializer().seeded(5);
        assertThat(Initializers.REGISTRY.create(seeded.config())).isEqualTo(seeded);
    }

    @Test
    void sameSeed_givesTheSameValues_andAnotherSeedDifferentOnes() {
        Initializer rule = GlorotUniform.of();
        assertThat(rule.values(SHAPE, 1)).isEqualTo(rule.values(SHAPE, 1)).isNotEqualTo(rule.values(SHAPE, 2));
    }

    @Test
    void values_areTheSameOnEveryMachine() {
        assertThat(GlorotUniform.of().values(Shape.of(2, 2), 42))
                .containsExactly(0.41543016f, -0.27108783f, 0.7424387f, 0.9239676f);
        assertThat(HeNormal.of().values(Shape.of(2, 2), 42))
                .containsExactly(-1.2990837f, 1.4691935f, 0.7477204f, 0.20494096f);
    }

    @Test
    void seeded_overridesTheGivenSeed() {
        Initializer rule = HeNormal.of();
        assertThat(rule.seeded(3).values(SHAPE, 1)).isEqualTo(rule.values(SHAPE, 3));
    }

    @Test
    void valuesOfConsecutiveSeeds_areUncorrelated() {
        double[] a = doubles(RandomNormal.of(0, 1).values(SHAPE, 1));
        double[] b = doubles(RandomNormal.of(0, 1).values(SHAPE, 2));
        double correlation = IntStream.range(0, a.length)
                .mapToDouble(i -> a[i] * b[i])
                .average()
                .orElseThrow();
        assertThat(correlation).isCloseTo(0, within(0.02));
    }

    @Test
    void fans_followKeras() {
        assertThat(Fans.of(Shape.SCALAR)).isEqualTo(new Fans(1, 1));
        assertThat(Fans.of(Shape.of(5))).isEqualTo(new Fans(5, 5));
        assertThat(Fans.of(Shape.of(784, 64))).isEqualTo(new Fans(784, 64));
        assertThat(Fans.of(Shape.of(3, 3, 16, 32))).isEqualTo(new Fans(144, 288));
    }

    @Test
    void orthogonal_hasOrthonormalRowsOrColumns() {
        for (Shape shape : new Shape[] {Shape.of(7, 4), Shape.of(4, 7), Shape.of(2, 3, 4)}) {
            int columns = shape.dim(-1);
            int rows = (int) shape.size() / columns;
            float[] q = Orthogonal.of(2).values(shape, 11);
            boolean tall = rows >= columns;
            int count = Math.min(rows, columns);
            for (int a = 0; a < count; a++) {
                for (int b = 0; b < count; b++) {
                    double dot = 0;
                    for (int i = 0; i < Math.max(rows, columns); i++) {
                        dot += (double) (tall ? q[i * columns + a] : q[a * columns + i])
                                * (tall ? q[i * columns + b] : q[b * columns + i]);
                    }
                    assertThat(dot).isCloseTo(a == b ? 4 : 0, within(1e-5));
                }
            }
        }
    }

    @Test
    void identity_rejectsShapesThatAreNotMatrices() {
        assertThat(Identity.of(2).values(Shape.of(2, 3), 0)).containsExactly(2, 0, 0, 0, 2, 0);
        assertThatThrownBy(() -> Identity.of(1).values(Shape.of(3), 0))
                .hasMessage("Invalid shape: (3,) (Identity needs two axes)");
    }

    @Test
    void unknownKind_suggestsTheClosestOne() {
        assertThatThrownBy(() -> Initializers.REGISTRY.create(Config.of("kind", "GlorotUnifrom")))
                .hasMessageContaining("did you mean 'GlorotUniform'?");
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
