package io.kindling.driver.cli;

import io.kindling.driver.SettingsException;
import io.kindling.nn.Config;
import io.kindling.nn.Nearest;
import io.kindling.nn.Registry;
import io.kindling.nn.optimizer.Optimizers;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the optimizer. */
final class OptimizerOptions {
    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "sgd, adam, adamw or rmsprop (default: ${DEFAULT-VALUE}).")
    private String optimizer = "";

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "Its learning rate (default: the guide's 0.001 for sgd, Keras' for the others).")
    private @Nullable Double learningRate;

    /** The program's own optimizer keeps its own learning rate, others have Keras'. */
    Config config() {
        Set<String> kinds = Optimizers.REGISTRY.kinds();
        String kind =
                kinds.stream().filter(optimizer::equalsIgnoreCase).findFirst().orElseThrow(() -> unknown(kinds));
        Config standard = Defaults.optimizer();
        Config chosen = standard.string(Registry.KIND).equals(kind) ? standard : Config.of(Registry.KIND, kind);
        return learningRate == null ? chosen : checked(chosen.with("learning_rate", learningRate));
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

    private SettingsException unknown(Set<String> kinds) {
        Set<String> names =
                kinds.stream().map(kind -> kind.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        String meant = Nearest.to(optimizer, names)
                .map(near -> "did you mean " + near + "?")
                .orElse("sgd, adam, adamw or rmsprop");
        return SettingsException.invalid("optimizer", optimizer, meant);
    }
}
