package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guide's loops that print accuracies.
 *
 * @see LoopOfFunctions
 * @see LoopWithMetrics
 */
class MetricLoopsTest {
    static Stream<Named<Consumer<String[]>>> loops() {
        return Stream.of(
                Named.of("LoopWithMetrics", LoopWithMetrics::main), Named.of("LoopOfFunctions", LoopOfFunctions::main));
    }

    @ParameterizedTest
    @MethodSource("loops")
    void printedLines_areThoseOfTheGuide_lossFalls_accuraciesAreInRange(Consumer<String[]> main) {
        Printed printed = Printed.by(main, Printed.FASHION_MNIST);

        assertThat(printed.forms()).isEqualTo(Printed.ACCURACIES_OF_TWO_EPOCHS);
        List<Double> losses = printed.numbers("Training loss");
        assertThat(losses.get(1)).isLessThan(losses.get(0) / 10);
        assertThat(printed.numbers("Training acc")).allMatch(MetricLoopsTest::isBetterThanGuessing);
        assertThat(printed.numbers("Validation acc")).allMatch(MetricLoopsTest::isBetterThanGuessing);
    }

    /** On raw pixels accuracies vary a lot, but must exceed 0.1, that of guessing among ten classes. */
    private static boolean isBetterThanGuessing(double accuracy) {
        return accuracy > 0.1 && accuracy <= 1;
    }
}
