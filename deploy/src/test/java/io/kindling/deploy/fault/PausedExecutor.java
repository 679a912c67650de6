package io.kindling.deploy.fault;

import java.util.concurrent.TimeUnit;

/** An executor stops for two seconds, as in a long garbage collection. */
record PausedExecutor() implements Fault {
    @Override
    public void inject(RunningTraining training, int step) throws InterruptedException {
        training.awaitStep(step);
        ProcessHandle paused = training.executors().get(0);
        RunningTraining.signal("STOP", paused);
        TimeUnit.SECONDS.sleep(2);
        RunningTraining.signal("CONT", paused);
    }
}
