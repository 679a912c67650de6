package io.kindling.driver.internal.cli;

import io.kindling.driver.internal.cli.failures.ExitCode;
import io.kindling.driver.internal.cli.failures.RunningCommand;
import io.kindling.driver.internal.cli.options.JarOptions;
import io.kindling.driver.internal.cli.options.MachineOptions;
import io.kindling.driver.internal.cli.options.OptionGroup;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.driver.internal.cli.options.OutputOptions;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.run.GenerationRun;
import io.kindling.driver.internal.run.GenerationSettings;
import io.kindling.driver.internal.run.output.JsonText;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.driver.internal.run.result.GenerationResult;
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
        description = "Generate images with a saved model, without Spark.",
        customSynopsis = "kindling generate --model DIR --output DIR [OPTION...]",
        sortOptions = false,
        footer = {
            "kindling generate --model runs/gan-1/model --output images",
            "kindling generate --model runs/gan-1/model --output images --count 100 --seed 7"
        })
@OptionGroup(Heading.MODEL)
final class GenerateCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "Model folder.")
    private String model = "";

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "64",
            description = "Number of images (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = Option.NULL_VALUE,
            description = "Seed of the random numbers (default: the seed of the training, which gives the images in its"
                    + " samples folder).")
    private @Nullable Long seed;

    @OptionGroup(Heading.OUTPUT)
    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder to write to: grid.png with all images, and each image as generated_imgN.png.")
    private String output = "";

    @OptionGroup(Heading.OUTPUT)
    @Option(
            names = "--table",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Also write images.jsonl, with one row of pixels from 0 to 255 per image, as input for predict.")
    private boolean table;

    @Option(
            names = "--untrained",
            arity = "0..1",
            fallbackValue = "true",
            description = "Use the model's initial weights instead of the trained ones.")
    private boolean untrained;

    @OptionGroup(Heading.OUTPUT)
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
        try (RunningCommand command = RunningCommand.start(console, spec)) {
            return command.conclude(() -> {
                command.closeAtEnd(jars.open());
                GenerationResult result = new GenerationRun(settings).run();
                return () -> report(result);
            });
        }
    }

    private int report(GenerationResult result) {
        console.out().println(printing.json() ? JsonText.line(result.asJson()) : text(result));
        return ExitCode.SUCCESS;
    }

    private static String text(GenerationResult result) {
        return String.format(
                Locale.ROOT,
                "Generated %,d images from seed %d in %.2f s.%nOutput: %s (all images in %s)",
                result.count(),
                result.seed(),
                result.seconds(),
                result.output(),
                result.grid());
    }
}
