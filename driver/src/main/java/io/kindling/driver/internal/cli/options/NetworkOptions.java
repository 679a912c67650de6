package io.kindling.driver.internal.cli.options;

import io.kindling.config.Config;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.nn.layer.Activations;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options for a classifier's network. */
@OptionGroup(Heading.PROGRAM)
public final class NetworkOptions {
    private static final String NO_LAYERS = "none";
    private static final String UNITS = "[1-9]\\d{0,8}(,[1-9]\\d{0,8})*";

    @Option(
            names = "--rescale",
            arity = "0..1",
            fallbackValue = "true",
            description = "Divide pixels by 255 (default: ${DEFAULT-VALUE}; true for cnn).")
    private boolean rescale;

    @Option(
            names = "--normalize",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Subtract each feature's mean and divide by its standard deviation, both found over all training rows"
                            + " and saved with the model (default: ${DEFAULT-VALUE}).")
    private boolean normalize;

    @Option(
            names = "--hidden",
            paramLabel = "N,N,...",
            description = "Units of each hidden layer, or " + NO_LAYERS
                    + " for logistic regression (default: ${DEFAULT-VALUE}; 128 for cnn).")
    private String hidden = "";

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            description = "Activation of the hidden layers, by its Keras name (default: ${DEFAULT-VALUE}).")
    private String activation = "";

    @Option(
            names = "--dropout",
            paramLabel = "RATE",
            description = "Dropout rate after each hidden layer (default: ${DEFAULT-VALUE}).")
    private double dropout;

    /**
     * Returns a program's settings, changed by the given options.
     *
     * @param defaults the program's default settings
     * @param given whether the option with this name was given
     */
    Config config(Config defaults, Predicate<String> given) {
        Config config = defaults;
        if (given.test("--hidden")) {
            config = config.with("hidden", units());
        }
        if (given.test("--activation")) {
            requireActivation();
            config = config.with("activation", activation);
        }
        if (given.test("--dropout")) {
            requireRate();
            config = config.with("dropout", dropout);
        }
        if (given.test("--normalize")) {
            config = config.with("normalize", normalize);
        }
        if (normalize && rescale) {
            throw SettingsException.invalid("normalize", normalize, "not with --rescale: it scales features itself");
        }
        return given.test("--rescale") ? config.with("rescale", rescale) : config;
    }

    private void requireRate() {
        if (!(dropout >= 0 && dropout < 1)) {
            throw SettingsException.invalid("dropout", dropout, "at least 0, below 1");
        }
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
                    "hidden",
                    "'" + hidden + "'",
                    "comma-separated units of each layer, such as 64,64, or " + NO_LAYERS);
        }
        return Stream.of(hidden.split(",")).map(Integer::valueOf).toList();
    }
}
