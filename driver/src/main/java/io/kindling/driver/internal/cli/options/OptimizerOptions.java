package io.kindling.driver.internal.cli.options;

import io.kindling.config.Config;
import io.kindling.config.DidYouMean;
import io.kindling.config.Registry;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.nn.optimizer.Optimizers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the optimizer. */
@OptionGroup(Heading.PROGRAM)
public final class OptimizerOptions {
    private static final String BETA_1 = "beta_1";

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "Optimizer: sgd, adam, adamw, rmsprop, adagrad, nadam or lion (default: sgd; adam for cnn).")
    private @Nullable String optimizer;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "Learning rate (default: 0.001 for sgd, as in the guide; Keras' default for the others).")
    private @Nullable Double learningRate;

    @Option(
            names = "--beta-1",
            paramLabel = "X",
            description = "Decay rate of the moving average of gradients, for adam, adamw, nadam and lion, and for both"
                    + " optimizers of gan, which 0.5 keeps balanced (default: 0.9, as in Keras).")
    private @Nullable Double beta1;

    /**
     * Returns a program's settings, changed by the given options: either its optimizer, whose learning rate stays unless
     * the kind changes, or the {@code beta_1} setting of a program that creates Adam optimizers itself.
     */
    Config config(Config program) {
        if (program.has(ProgramOptions.OPTIMIZER)) {
            return program.with(ProgramOptions.OPTIMIZER, changed(program.config(ProgramOptions.OPTIMIZER)));
        }
        return beta1 == null
                ? program
                : program.with(
                        BETA_1,
                        checked(Config.of(Registry.KIND, "Adam", BETA_1, beta1)).number(BETA_1));
    }

    private Config changed(Config standard) {
        String kind = optimizer == null ? standard.string(Registry.KIND) : kind(optimizer);
        Config chosen = standard.string(Registry.KIND).equals(kind) ? standard : Config.of(Registry.KIND, kind);
        Config withRate = learningRate == null ? chosen : checked(chosen.with("learning_rate", learningRate));
        if (beta1 == null) {
            return withRate;
        }
        if (!Optimizers.REGISTRY.create(withRate).config().has(BETA_1)) {
            throw SettingsException.invalid(
                    "option", "--beta-1", kind.toLowerCase(Locale.ROOT) + " has no such setting");
        }
        return checked(withRate.with(BETA_1, beta1));
    }

    private static String kind(String name) {
        Set<String> kinds = Optimizers.REGISTRY.kinds();
        return kinds.stream().filter(name::equalsIgnoreCase).findFirst().orElseThrow(() -> unknown(name, kinds));
    }

    /** Returns the config after the optimizer has checked it. */
    private static Config checked(Config config) {
        try {
            Optimizers.REGISTRY.create(config);
            return config;
        } catch (IllegalArgumentException invalid) {
            throw new SettingsException(invalid.getMessage(), invalid);
        }
    }

    private static SettingsException unknown(String name, Set<String> kinds) {
        List<String> names =
                kinds.stream().map(kind -> kind.toLowerCase(Locale.ROOT)).toList();
        String rule = DidYouMean.to(name, names)
                .map(near -> "did you mean " + near + "?")
                .orElse(String.join(", ", names));
        return SettingsException.invalid("optimizer", name, rule);
    }
}
