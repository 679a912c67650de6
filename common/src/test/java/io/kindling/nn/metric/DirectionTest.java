package io.kindling.nn.metric;

import static io.kindling.nn.metric.Direction.HIGHER_IS_BETTER;
import static io.kindling.nn.metric.Direction.LOWER_IS_BETTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.config.Config;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DirectionTest {
    private static final Set<String> OF_CLASSES = Set.of("ConfusionMatrix", "OneVsRestAUC");

    static Collection<String> kinds() {
        return Metrics.REGISTRY.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void errorsAreBetterLow_andOtherMetricsOfPredictionsHigh(String kind) {
        Config config = Config.of("kind", kind, "name", "any");
        Metric metric = Metrics.REGISTRY.create(OF_CLASSES.contains(kind) ? config.with("classes", 3) : config);
        Optional<Direction> expected = kind.equals("Mean")
                ? Optional.empty()
                : Optional.of(kind.endsWith("Error") ? LOWER_IS_BETTER : HIGHER_IS_BETTER);
        assertThat(metric.direction()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, false, true",
        "2, 1, true, false",
        "1, 1, false, false",
        "NaN, 1, false, false",
        "1, NaN, true, true"
    })
    void better_isStrict_andNeverNaN(double value, double than, boolean ifHigher, boolean ifLower) {
        assertThat(HIGHER_IS_BETTER.isBetter(value, than)).isEqualTo(ifHigher);
        assertThat(LOWER_IS_BETTER.isBetter(value, than)).isEqualTo(ifLower);
    }
}
