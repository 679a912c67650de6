package io.kindling.driver.internal.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.table.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainedClassesTest {
    private static final Optional<Labels> TREES = Optional.of(new Labels.Names(List.of("ash", "elm", "oak")));

    @Test
    void classesOutsideTheTrainingRows_areNamed() {
        assertThat(TrainedClasses.warning(Map.of(0, 0L, 1, 40L, 2, 50L), TREES, 40))
                .contains(
                        "Training rows have no row of class 'elm', 'oak': the first is row 40, and only the first 40 rows are"
                                + " trained on. If rows are sorted by class, mix them, or change --validation or --limit.");
        assertThat(TrainedClasses.warning(Map.of(0, 0L, 1, 39L, 2, 50L), Optional.empty(), 50))
                .hasValueSatisfying(line -> assertThat(line).startsWith("Training rows have no row of class 2: "));
    }

    @Test
    void oneClass_isNamed() {
        assertThat(TrainedClasses.warning(Map.of(1, 0L), TREES, 4))
                .contains("All training rows are of one class, 'elm': a model can learn nothing else from them.");
    }

    @Test
    void severalClasses_areNoReasonToWarn() {
        assertThat(TrainedClasses.warning(Map.of(0, 0L, 2, 3L), TREES, 4)).isEmpty();
        assertThat(TrainedClasses.warning(Map.of(), TREES, 4))
                .as("too many to know")
                .isEmpty();
    }
}
