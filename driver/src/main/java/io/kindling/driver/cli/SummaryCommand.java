package io.kindling.driver.cli;

import io.kindling.driver.example.Classifier;
import io.kindling.driver.run.JsonText;
import io.kindling.driver.run.ModelSource;
import io.kindling.driver.run.SettingsException;
import io.kindling.nn.Model;
import io.kindling.program.RunSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kindling summary classifier}, {@code kindling summary --model DIR}. */
@Command(
        name = "summary",
        description = "Shows the layers of a program's models, or of saved ones.",
        customSynopsis = {"kindling summary PROGRAM [OPTION...]", "   or: kindling summary --model DIR [OPTION...]"},
        sortOptions = false)
final class SummaryCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "PROGRAM", arity = "0..1", description = "A program: classifier.")
    private @Nullable String program;

    @Option(names = "--model", paramLabel = "DIR", description = "A model folder.")
    private @Nullable String model;

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Mixin
    private OutputOptions printing = new OutputOptions();

    SummaryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Map<String, Model> models = models();
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
            models.values().forEach(each -> console.out().print(each.summary()));
        }
        return ExitCode.DONE.number();
    }

    private Map<String, Model> models() {
        if (model != null && program == null) {
            return ModelSource.saved(model);
        }
        if (program != null && model == null) {
            Programs.requireKnown(program);
            return ModelSource.built(
                    Classifier.class.getName(),
                    RunSettings.DEFAULT.withConfig(network.config()),
                    data.path(),
                    data.classes());
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
