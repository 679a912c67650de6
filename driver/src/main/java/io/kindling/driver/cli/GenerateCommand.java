package io.kindling.driver.cli;

import io.kindling.driver.run.GenerationResult;
import io.kindling.driver.run.GenerationRun;
import io.kindling.driver.run.GenerationSettings;
import io.kindling.driver.run.JsonText;
import io.kindling.driver.run.RunFolder;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kindling generate --model DIR --output DIR}. */
@Command(
        name = "generate",
        description = "Writes images that a saved model generates, without Spark.",
        customSynopsis = "kindling generate --model DIR --output DIR [OPTION...]",
        sortOptions = false)
final class GenerateCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "The model folder.")
    private String model = "";

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many images (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = Option.NULL_VALUE,
            description = "Where the random numbers start (default: the training's seed, which gives the images of its"
                    + " samples folder).")
    private @Nullable Long seed;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "The folder to write: grid.png with all images, and each as generated_imgN.png.")
    private String output = "";

    @Option(
            names = "--table",
            arity = "0..1",
            fallbackValue = "true",
            description = "Write images.jsonl too, a row of pixels from 0 to 255 an image, for predict.")
    private boolean table;

    @Option(
            names = "--untrained",
            arity = "0..1",
            fallbackValue = "true",
            description = "Generate with the weights that the model had before its training.")
    private boolean untrained;

    @Option(
            names = "--overwrite",
            arity = "0..1",
            fallbackValue = "true",
            description = "Replace the images of an earlier run.")
    private boolean overwrite;

    @Mixin
    private JarOptions jars = new JarOptions();

    @Mixin
    private OutputOptions printing = new OutputOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    GenerateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        GenerationSettings settings = new GenerationSettings(
                model,
                untrained ? GenerationSettings.Weights.FIRST : GenerationSettings.Weights.TRAINED,
                count,
                seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                output,
                table ? GenerationSettings.Form.PICTURES_AND_TABLE : GenerationSettings.Form.PICTURES,
                overwrite ? RunFolder.Existing.OVERWRITE : RunFolder.Existing.REFUSE,
                MachineOptions.hadoop(spec));
        GenerationResult result =
                jars.with(() -> Interruption.during(console, () -> new GenerationRun(settings).run()));
        console.out().println(printing.json() ? JsonText.line(result.asJson()) : text(result));
        return ExitCode.DONE.number();
    }

    private static String text(GenerationResult result) {
        return String.format(
                Locale.ROOT,
                "Generated %,d images from seed %d in %.2f s.%nOutput: %s (all of them in %s)",
                result.count(),
                result.seed(),
                result.seconds(),
                result.output(),
                result.grid());
    }
}
