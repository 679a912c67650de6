package io.kindling.deploy.fault;

/** Executors are killed. */
record KilledExecutors(int most) implements Fault {
    @Override
    public void inject(RunningTraining training, int step) {
        training.awaitStep(step);
        training.executors().stream().limit(most).forEach(ProcessHandle::destroyForcibly);
    }
}
