package io.kindling.driver.example;

import io.kindling.nn.internal.BuildScope;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** The lines that an example printed on standard output. */
record Printed(List<String> lines) {
    static final String FASHION_MNIST = "../deploy/data/fashion-mnist";

    /** The {@link #forms} of the guide's loop with metrics, over two epochs of fewer than 200 batches. */
    static final List<String> ACCURACIES_OF_TWO_EPOCHS = List.of(
            "",
            "Start of epoch 0",
            "Training loss (for one batch) at step 0: <4>",
            "Seen so far: 64 samples",
            "Training acc over epoch: <4>",
            "Validation acc: <4>",
            "Time taken: <2>s",
            "",
            "Start of epoch 1",
            "Training loss (for one batch) at step 0: <4>",
            "Seen so far: 64 samples",
            "Training acc over epoch: <4>",
            "Validation acc: <4>",
            "Time taken: <2>s");

    /** Runs an example from fixed initial weights, independent of what ran before in this JVM. */
    @SuppressWarnings("try") // a scope acts by being open
    static Printed by(Consumer<String[]> main, String... args) {
        PrintStream console = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try (BuildScope building = BuildScope.withSeed(42)) {
            main.accept(args);
        } finally {
            System.setOut(console);
        }
        return new Printed(bytes.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /**
     * Returns the lines with each fraction replaced by its number of decimals: {@code Time taken: 1.20s} becomes
     * {@code Time taken: <2>s}.
     */
    List<String> forms() {
        return lines.stream()
                .map(line -> line.replaceAll("\\d+\\.\\d{4}", "<4>").replaceAll("\\d+\\.\\d{2}", "<2>"))
                .toList();
    }

    /** Returns the last number of each line that starts with {@code beginning}. */
    List<Double> numbers(String beginning) {
        return lines.stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .toList();
    }
}
