package io.kindling.driver.internal.cli.output;

import io.kindling.driver.internal.cli.options.CommandText;
import io.kindling.driver.internal.run.EpochResult;
import io.kindling.driver.internal.run.Plural;
import io.kindling.driver.internal.run.TrainResult;
import io.kindling.program.Execution;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The text printed at the end of training.
 *
 * @param jars the user's jars, repeated in the suggested commands
 */
public record TrainReport(TrainResult result, List<String> jars) {
    public String text() {
        EpochResult last = result.epochs().get(result.epochs().size() - 1);
        StringBuilder text = new StringBuilder();
        text.append("Steps: ").append(result.steps()).append("; ").append(losses(last));
        last.metrics()
                .forEach((name, value) ->
                        text.append(", ").append(name).append(' ').append(ProgressBar.brief(value)));
        last.validation().ifPresent(validation -> {
            text.append("; validation loss ").append(ProgressBar.brief(validation.loss()));
            validation
                    .metrics()
                    .forEach((name, value) ->
                            text.append(", ").append(name).append(' ').append(ProgressBar.brief(value)));
        });
        text.append(".\n");
        result.best()
                .ifPresent(best -> text.append("Best epoch: ")
                        .append(best.epoch() + 1)
                        .append(", ")
                        .append(best.metric())
                        .append(' ')
                        .append(ProgressBar.brief(best.value()))
                        .append("; the model has its weights.\n"));
        if (result.refusedUpdates() > 0) {
            text.append("Refused: ")
                    .append(Plural.of(result.refusedUpdates(), "update"))
                    .append(" whose loss or gradient was not finite (--on-nan).\n");
        }
        if (result.program().spec().execution() == Execution.CHECKED) {
            text.append("Checked: in every step and evaluation, each plan gave the same results as its operations.\n");
        }
        text.append("Curves: ").append(result.folder().curves()).append('\n');
        text.append("Model folder: ").append(result.folder().model()).append('\n');
        if (result.program().hasEvaluation()) {
            command(text, "Evaluate it:", "evaluate", " --split " + split(last));
        }
        if (result.program().hasGeneration()) {
            command(text, "Generate:", "generate", " --output generated");
        }
        if (!result.program().hasEvaluation() && !result.program().hasGeneration()) {
            command(text, "Inspect it:", "summary", "");
        }
        return text.toString();
    }

    /** Returns the loss of a single phase, or the losses of several with the names of their phases. */
    private static String losses(EpochResult epoch) {
        return epoch.losses().size() == 1
                ? "loss " + ProgressBar.brief(epoch.loss())
                : epoch.losses().entrySet().stream()
                        .map(loss -> loss.getKey() + " loss " + ProgressBar.brief(loss.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String split(EpochResult last) {
        return last.validation().isPresent() ? "validation" : "train";
    }

    private void command(StringBuilder text, String what, String command, String options) {
        text.append(what)
                .append("\n  ")
                .append(CommandText.launcher())
                .append(' ')
                .append(command)
                .append(" --model ")
                .append(CommandText.quoted(result.folder().model().toString()))
                .append(jars.isEmpty() ? "" : " --jar " + CommandText.quoted(String.join(",", jars)))
                .append(options)
                .append('\n');
    }
}
