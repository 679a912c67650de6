package io.kindling.driver.cli;

import io.kindling.driver.example.Classifier;
import io.kindling.nn.Config;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of the classifier's network. */
final class NetworkOptions {
    @Option(
            names = "--rescale",
            arity = "0..1",
            fallbackValue = "true",
            description = "Divide pixels by 255 (default: ${DEFAULT-VALUE}).")
    private boolean rescale;

    @Option(
            names = "--hidden",
            split = ",",
            paramLabel = "N,N,...",
            description = "Units of each hidden layer (default: ${DEFAULT-VALUE}).")
    private List<Integer> hidden = List.of();

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            description = "Activation of hidden layers, by Keras' name (default: ${DEFAULT-VALUE}).")
    private String activation = "";

    @Option(
            names = "--dropout",
            paramLabel = "RATE",
            description = "Dropout behind each hidden layer (default: ${DEFAULT-VALUE}).")
    private double dropout;

    /** The program's config. */
    Config config() {
        return Classifier.DEFAULTS
                .with("hidden", hidden)
                .with("activation", activation)
                .with("dropout", dropout)
                .with("rescale", rescale);
    }
}
