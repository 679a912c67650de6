package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstLoopTest {
    @TempDir
    Path folder;

    @Test
    void printedLines_areThoseOfTheGuide() throws IOException {
        ImageFolderFixture.write(folder, 18_000);
        Printed printed = Printed.by(FirstLoop::main, folder.toString());

        assertThat(printed.forms())
                .containsExactly(
                        "",
                        "Start of epoch 0",
                        "Training loss (for one batch) at step 0: <4>",
                        "Seen so far: 64 samples",
                        "Training loss (for one batch) at step 200: <4>",
                        "Seen so far: 12864 samples",
                        "",
                        "Start of epoch 1",
                        "Training loss (for one batch) at step 0: <4>",
                        "Seen so far: 64 samples",
                        "Training loss (for one batch) at step 200: <4>",
                        "Seen so far: 12864 samples");
    }

    @Test
    void withoutAFolder_theBundledDataSetIsFoundFromAnyCurrentFolder() {
        // Tests run in the module's folder, not in the root of the checkout.
        assertThat(Printed.by(FirstLoop::main).numbers("Training loss")).isNotEmpty();
    }

    @Test
    void loss_startsHighOnRawPixelsAndFalls() {
        List<Double> losses = Printed.by(FirstLoop::main, Printed.FASHION_MNIST).numbers("Training loss");

        assertThat(losses.get(0)).isBetween(20.0, 500.0);
        assertThat(losses.get(1)).isLessThan(losses.get(0) / 10);
    }
}
