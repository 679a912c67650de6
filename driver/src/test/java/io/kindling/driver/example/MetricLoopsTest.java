package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guide's loops that print accuracies. */
class MetricLoopsTest {
    static Stream<Named<Consumer<String[]>>> loops() {
        return Stream.of(
                Named.of("LoopWithMetrics", LoopWithMetrics::main), Named.of("LoopOfFunctions", LoopOfFunctions::main));
    }

    @ParameterizedTest
    @MethodSource("loops")
    void linesAreTheGuides_lossFalls_accuraciesAreInRange(Consumer<String[]> main) {
        Printed printed = Printed.by(main, Printed.SAMPLE);

        assertThat(printed.forms()).isEqualTo(Printed.ACCURACIES_OF_TWO_EPOCHS);
        List<Double> losses = printed.numbers("Training loss");
        assertThat(losses.get(1)).isLessThan(losses.get(0) / 10);
        assertThat(printed.numbers("Training acc")).allMatch(MetricLoopsTest::isAccuracyOfALearner);
        assertThat(printed.numbers("Validation acc")).allMatch(MetricLoopsTest::isAccuracyOfALearner);
    }

    /** On raw pixels accuracies swing; ten classes are guessed right in a tenth of the rows. */
    private static boolean isAccuracyOfALearner(double accuracy) {
        return accuracy > 0.1 && accuracy <= 1;
    }
}
