package io.kindling.driver.cli;

import io.kindling.driver.run.EpochResult;
import io.kindling.driver.run.TrainResult;
import io.kindling.program.Execution;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a person is told at the end of training.
 *
 * @param jars those of the user's that it took
 */
record TrainReport(TrainResult result, List<String> jars) {
    /** Set by the launcher: how it was called, so that a command can be copied and run. */
    private static final String LAUNCHER = "kindling.launcher";

    String text() {
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
        if (result.program().spec().execution() == Execution.CHECKED) {
            text.append("Checked: in every step and evaluation, each plan gave what its operations give.\n");
        }
        text.append("Model folder: ").append(result.folder().model()).append('\n');
        if (result.program().hasEvaluation()) {
            command(text, "Evaluate it:  ", "evaluate", " --split " + split(last));
        }
        if (result.program().hasGeneration()) {
            command(text, "Generate:     ", "generate", " --output generated");
        }
        if (!result.program().hasEvaluation() && !result.program().hasGeneration()) {
            command(text, "Look at it:   ", "summary", "");
        }
        return text.toString();
    }

    /** One phase's loss, or each with its phase. */
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
                .append(CommandText.quoted(System.getProperty(LAUNCHER, "kindling")))
                .append(' ')
                .append(command)
                .append(" --model ")
                .append(CommandText.quoted(result.folder().model().toString()))
                .append(jars.isEmpty() ? "" : " --jar " + CommandText.quoted(String.join(",", jars)))
                .append(options)
                .append('\n');
    }
}
