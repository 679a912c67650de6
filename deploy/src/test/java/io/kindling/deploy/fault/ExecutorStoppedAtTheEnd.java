package io.kindling.deploy.fault;

import java.util.regex.Pattern;

/** An executor stops forever while the trained model is saved, when it is not needed any more. */
record ExecutorStoppedAtTheEnd() implements Fault {
    private static final Pattern LAST_EPOCH = Pattern.compile("Epoch (\\d+)/\\1 .*val_loss");

    @Override
    public void inject(RunningTraining training, int step) {
        training.awaitStep(step);
        ProcessHandle stopped = training.executors().get(0);
        training.process()
                .awaitUntil(
                        "the last epoch",
                        () -> LAST_EPOCH.matcher(training.process().error()).find());
        RunningTraining.signal("STOP", stopped);
    }
}
