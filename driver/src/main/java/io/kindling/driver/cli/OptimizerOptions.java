package io.kindling.driver.cli;

import io.kindling.driver.SettingsException;
import io.kindling.nn.Config;
import io.kindling.nn.Nearest;
import io.kindling.nn.Registry;
import io.kindling.nn.optimizer.Optimizers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the optimizer. */
final class OptimizerOptions {
    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "sgd, adam, adamw, rmsprop, adagrad, nadam or lion (default: sgd; adam for cnn).")
    private @Nullable String optimizer;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "Its learning rate (default: 0.001 for sgd, as in the guide, Keras' for the others).")
    private @Nullable Double learningRate;

    /**
     * An optimizer, changed by the options that were given: the program's own keeps its learning rate, others have Keras'.
     *
     * @param standard the program's
     */
    Config config(Config standard) {
        String kind = optimizer == null ? standard.string(Registry.KIND) : kind(optimizer);
        Config chosen = standard.string(Registry.KIND).equals(kind) ? standard : Config.of(Registry.KIND, kind);
        return learningRate == null ? chosen : checked(chosen.with("learning_rate", learningRate));
    }

    private static String kind(String name) {
        Set<String> kinds = Optimizers.REGISTRY.kinds();
        return kinds.stream().filter(name::equalsIgnoreCase).findFirst().orElseThrow(() -> unknown(name, kinds));
    }

    /** The optimizer itself knows which learning rates there are. */
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
        String meant = Nearest.to(name, names)
                .map(near -> "did you mean " + near + "?")
                .orElse(String.join(", ", names));
        return SettingsException.invalid("optimizer", name, meant);
    }
}
