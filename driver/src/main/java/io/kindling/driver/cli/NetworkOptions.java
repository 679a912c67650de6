package io.kindling.driver.cli;

import io.kindling.driver.SettingsException;
import io.kindling.driver.example.Classifier;
import io.kindling.nn.Config;
import io.kindling.nn.layer.Activations;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options of the classifier's network. */
final class NetworkOptions {
    private static final String NO_LAYERS = "none";
    private static final String UNITS = "[1-9]\\d{0,8}(,[1-9]\\d{0,8})*";

    @Option(
            names = "--rescale",
            arity = "0..1",
            fallbackValue = "true",
            description = "Divide pixels by 255 (default: ${DEFAULT-VALUE}).")
    private boolean rescale;

    @Option(
            names = "--hidden",
            paramLabel = "N,N,...",
            description = "Units of each hidden layer, or " + NO_LAYERS
                    + ": logistic regression (default: ${DEFAULT-VALUE}).")
    private String hidden = "";

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
        if (!(dropout >= 0 && dropout < 1)) {
            throw SettingsException.invalid("dropout", dropout, "at least 0, below 1");
        }
        requireActivation();
        return Classifier.DEFAULTS
                .with("hidden", units())
                .with("activation", activation)
                .with("dropout", dropout)
                .with("rescale", rescale);
    }

    private void requireActivation() {
        try {
            Activations.named(activation);
        } catch (IllegalArgumentException unknown) {
            throw new SettingsException(unknown.getMessage(), unknown);
        }
    }

    private List<Integer> units() {
        if (hidden.equals(NO_LAYERS)) {
            return List.of();
        }
        if (!hidden.matches(UNITS)) {
            throw SettingsException.invalid(
                    "hidden", "'" + hidden + "'", "units of each layer by commas, as 64,64, or " + NO_LAYERS);
        }
        return Stream.of(hidden.split(",")).map(Integer::valueOf).toList();
    }
}
