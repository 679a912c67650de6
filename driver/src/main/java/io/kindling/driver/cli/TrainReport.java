package io.kindling.driver.cli;

import io.kindling.driver.run.EpochResult;
import io.kindling.driver.run.TrainResult;
import java.util.List;

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
        text.append("Steps: ").append(result.steps()).append("; loss ").append(ProgressBar.brief(last.loss()));
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
        String model = result.folder().model().toString();
        String split = last.validation().isPresent() ? "validation" : "train";
        return text + ".\nModel folder: " + model + "\nEvaluate it:  "
                + CommandText.quoted(System.getProperty(LAUNCHER, "kindling")) + " evaluate --model "
                + CommandText.quoted(model)
                + (jars.isEmpty() ? "" : " --jar " + CommandText.quoted(String.join(",", jars)))
                + " --split " + split + "\n";
    }
}
