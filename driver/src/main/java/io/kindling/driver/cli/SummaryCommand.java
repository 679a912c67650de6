package io.kindling.driver.cli;

import io.kindling.driver.SettingsException;
import io.kindling.driver.rows.ClassWeight;
import io.kindling.driver.rows.DataSettings;
import io.kindling.driver.rows.ValidationSize;
import io.kindling.driver.run.JsonText;
import io.kindling.driver.run.ModelSource;
import io.kindling.nn.Model;
import io.kindling.program.RunSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kindling summary classifier}, {@code kindling summary --model DIR}. */
@Command(
        name = "summary",
        description = "Shows the layers of a program's models, or of saved ones.",
        customSynopsis = {"kindling summary PROGRAM [OPTION...]", "   or: kindling summary --model DIR [OPTION...]"},
        sortOptions = false)
final class SummaryCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            paramLabel = "PROGRAM",
            arity = "0..1",
            description = "A program: classifier, cnn, gan, wgan-gp, or the class of one of your own, found in --jar.")
    private @Nullable String program;

    @Option(names = "--model", paramLabel = "DIR", description = "A model folder.")
    private @Nullable String model;

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--classes",
            paramLabel = "N",
            description = "How many classes there are (default: as many as the labels name).")
    private @Nullable Integer classes;

    @Mixin(name = ProgramOptions.NETWORK)
    private NetworkOptions network = new NetworkOptions();

    @Mixin
    private ProgramOptions own = new ProgramOptions();

    @Mixin
    private JarOptions jars = new JarOptions();

    @Mixin
    private OutputOptions printing = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    SummaryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        show(jars.with(this::models));
        return ExitCode.DONE.number();
    }

    private void show(Map<String, Model> models) {
        if (printing.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("command", "summary");
            json.put(
                    "models",
                    models.entrySet().stream()
                            .map(entry -> object(entry.getKey(), entry.getValue()))
                            .toList());
            console.out().println(JsonText.line(json));
        } else {
            console.out().println(models.values().stream().map(Model::summary).collect(Collectors.joining("\n\n")));
        }
    }

    private Map<String, Model> models() {
        if (model != null && program == null) {
            return ModelSource.saved(model);
        }
        if (program != null && model == null) {
            Programs.Chosen chosen = Programs.named(program);
            return ModelSource.built(
                    chosen.className(),
                    RunSettings.DEFAULT.withConfig(own.config(chosen, network, Optional.empty(), spec)),
                    new DataSettings(
                            data.sourceOrSample(),
                            DataSettings.Part.TRAIN,
                            ValidationSize.DEFAULT,
                            OptionalLong.empty(),
                            classes == null ? OptionalInt.empty() : OptionalInt.of(classes),
                            ClassWeight.NONE,
                            Map.of()));
        }
        throw new SettingsException("Cannot summarize: give either a program or --model DIR.");
    }

    private static Map<String, Object> object(String name, Model model) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("parameters", parameters(model.weights()));
        json.put("trainable_parameters", parameters(model.trainableWeights()));
        return json;
    }

    private static long parameters(List<io.kindling.autodiff.Variable> weights) {
        return weights.stream().mapToLong(weight -> weight.shape().size()).sum();
    }
}
