package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples that train the guide's classifier without a hand-written step.
 *
 * @see FitWithoutLoop
 * @see ProgramOnThisMachine
 * @see ProgramOnSpark
 */
class ExamplesWithoutStepTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeRows() throws IOException {
        ImageFolderFixture.write(folder, 1_200);
    }

    @Test
    void fit_reportsEachEpoch() {
        Printed printed = Printed.by(FitWithoutLoop::main, folder.toString());

        assertThat(printed.forms())
                .containsExactly(
                        "Training loss over epoch: <4>",
                        "Training acc over epoch: <4>",
                        "Validation acc: <4>",
                        "Training loss over epoch: <4>",
                        "Training acc over epoch: <4>",
                        "Validation acc: <4>");
        List<Double> losses = printed.numbers("Training loss");
        assertThat(losses.get(1)).isLessThan(losses.get(0));
    }

    @Test
    void program_printsTheLinesOfTheGuide_andTheSameNumbersOnSpark() {
        Printed here = Printed.by(ProgramOnThisMachine::main, folder.toString());
        Printed onSpark = Printed.by(ProgramOnSpark::main, folder.toString());

        assertThat(here.forms()).isEqualTo(Printed.ACCURACIES_OF_TWO_EPOCHS);
        List<Double> losses = here.numbers("Training loss");
        assertThat(losses.get(1)).isLessThan(losses.get(0));
        assertThat(withoutTimes(onSpark)).isEqualTo(withoutTimes(here));
    }

    private static List<String> withoutTimes(Printed printed) {
        return printed.lines().stream()
                .filter(line -> !line.startsWith("Time taken"))
                .toList();
    }
}
