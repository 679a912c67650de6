package io.kindling.driver.internal.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.internal.run.result.ClassResults;
import io.kindling.driver.internal.run.result.EvaluationResult;
import io.kindling.driver.table.LeftOut;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationReportTest {
    private static String text(Map<String, Double> added, ClassResults classes) {
        return text(added, classes, EvaluationReport.WIDTH);
    }

    private static String text(Map<String, Double> added, ClassResults classes, int columns) {
        return new EvaluationReport(
                        new EvaluationResult(
                                "test rows of penguins",
                                70,
                                0.25,
                                Map.of("accuracy", 0.9),
                                added,
                                Optional.of(classes),
                                List.of(),
                                1.5,
                                LeftOut.NONE,
                                Optional.empty(),
                                Optional.empty()),
                        columns)
                .text();
    }

    private static ClassResults diagonal(int classes, String prefix, long count) {
        long[][] counts = new long[classes][classes];
        Arrays.setAll(counts, each -> {
            counts[each][each] = count + each;
            return counts[each];
        });
        return new ClassResults(
                IntStream.range(0, classes).mapToObj(each -> prefix + each).toList(), counts);
    }

    @Test
    void classes_standByTheirNames() {
        Map<String, Double> added = new LinkedHashMap<>();
        added.put("auc", 0.98);
        added.put("auc_error", 0.001);
        added.put("expected_calibration_error", Double.NaN);
        ClassResults penguins = new ClassResults(
                List.of("Adelie", "Chinstrap", "Gentoo"), new long[][] {{30, 1, 0}, {2, 12, 0}, {0, 0, 25}});
        assertThat(text(added, penguins)).isEqualTo("""
                70 test rows of penguins, in 1.50 s.
                loss                        0.2500
                accuracy                    0.9000
                auc                         0.9800 (each class against the rest; error at most 1.0000e-03)
                expected_calibration_error  left out: predictions are not all from 0 to 1

                class            precision     recall         f1        support
                Adelie              0.9375     0.9677     0.9524             31
                Chinstrap           0.9231     0.8571     0.8889             14
                Gentoo              1.0000     1.0000     1.0000             25
                mean of classes     0.9535     0.9416     0.9471             70

                Confusion matrix (rows: true class, columns: predicted class):
                               0  1  2
                0 Adelie    | 30  1  .
                1 Chinstrap |  2 12  .
                2 Gentoo    |  .  . 25
                """);
    }

    @Test
    void narrowTerminal_hasNarrowTables() {
        ClassResults penguins =
                new ClassResults(List.of("Adelie penguin", "Gentoo"), new long[][] {{12_000, 1}, {0, 25}});
        assertThat(text(Map.of(), penguins, 39)).endsWith("""

                class   precision recall     f1 support
                Adel...    1.0000 0.9999 1.0000  12,001
                Gentoo     0.9615 1.0000 0.9804      25
                mean...    0.9808 1.0000 0.9902  12,026

                Confusion matrix (rows: true class, columns: predicted class):
                                       0     1
                0 Adelie penguin | 12000     1
                1 Gentoo         |     .    25
                """);
    }

    @Test
    void numberedClasses_needNoNames() {
        assertThat(text(Map.of(), diagonal(2, "", 9))).endsWith("""
                Confusion matrix (rows: true class, columns: predicted class):
                     0  1
                0 |  9  .
                1 |  . 10
                """);
    }

    @Test
    void countsTooWideForTheScreen_areRates_andTooManyClassesAreLeftOut() {
        assertThat(text(Map.of(), diagonal(10, "a long name of a class, ", 1_000_000)))
                .contains("percent of each row", "0 a long name of a class", " 100")
                .satisfies(EvaluationReportTest::fitsTheScreen);
        assertThat(text(Map.of(), diagonal(37, "class ", 1)))
                .contains("The 10 of 37 classes with the lowest F1:", "--confusion-matrix FILE draws it", "class 9")
                .doesNotContain("class 10 ")
                .satisfies(EvaluationReportTest::fitsTheScreen);
        assertThat(text(Map.of(), diagonal(20, "x".repeat(90), 1))).satisfies(EvaluationReportTest::fitsTheScreen);
    }

    private static void fitsTheScreen(String text) {
        assertThat(text.lines()).allMatch(line -> line.length() <= 80);
    }
}
