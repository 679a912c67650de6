package io.kindling.program.internal.collective;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Evaluation;
import io.kindling.program.StepResult;
import io.kindling.program.Strategy;
import io.kindling.program.StrategyKind;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.replica.PartialEvaluation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pipelined strategy: workers compute steps on a state of their own, ahead of the training loop. The loop's state is
 * synchronized on request: by copying the workers' state if that is at the same step, else by computing the steps since the last
 * copy again, up to the step handed out.
 */
public final class PipelinedStrategy implements Strategy {
    private final BuiltProgram program;
    private final long stepsPerEpoch;
    private final StepWorkers workers;

    /** The loop's state. */
    private @Nullable TrainingState registered;
    /** The progress that the registered state's weights and slots belong to; its step counter may be ahead of it. */
    private TrainingState.@Nullable Progress synced;

    private StepWorkers.@Nullable Round round;
    private int failedAttempts;
    private @Nullable Runnable reader;

    /**
     * A strategy on threads of this JVM.
     *
     * @param program the driver's own build of the program
     * @param training each shard's rows
     * @param validation rows to evaluate, in parts
     */
    public static PipelinedStrategy of(
            BuiltProgram program, List<ShardBatches> training, List<Examples> validation, WorkerLauncher launcher) {
        return new PipelinedStrategy(
                program,
                training.get(0).partitioner().batchesPerEpoch(),
                new GroupWorkers(program, training, validation, launcher));
    }

    /** @param program the driver's own build of the program */
    public PipelinedStrategy(BuiltProgram program, long stepsPerEpoch, StepWorkers workers) {
        this.program = program;
        this.stepsPerEpoch = stepsPerEpoch;
        this.workers = workers;
    }

    @Override
    public StrategyKind kind() {
        return StrategyKind.ALLREDUCE;
    }

    @Override
    public long stepsPerEpoch() {
        return stepsPerEpoch;
    }

    @Override
    public StepResult step(TrainingState state) {
        register(state);
        CompletedStep step = take(state, state.step() + stepsPerEpoch - state.batch());
        state.stepDone(step.rows(), step.metrics(), step.applied());
        if (state.batch() == stepsPerEpoch) {
            reader = null;
            synchronize(state);
        }
        return step.result(program);
    }

    @Override
    public void replaced(TrainingState state) {
        if (registered == state) {
            synced = state.progress();
        }
    }

    @Override
    public void whenCurrent(TrainingState state, Runnable newReader) {
        if (registered != state || isSynced(state)) {
            newReader.run();
        } else {
            reader = newReader;
        }
    }

    private boolean isSynced(TrainingState state) {
        return synced != null && synced.step() == state.step();
    }

    /** Registers the state whose steps the group computes from now on. */
    private void register(TrainingState state) {
        if (registered != state) {
            if (registered != null) {
                synchronize(registered);
            }
            registered = state;
            synced = state.progress();
        }
    }

    /** Takes the step that follows the state's progress. */
    private CompletedStep take(TrainingState state, long end) {
        while (true) {
            StepWorkers.Round running = round;
            if (running == null) {
                running = begin(state, end);
            }
            CompletedStep step = running.poll();
            if (step != null) {
                if (step.step() == state.step()) {
                    return step;
                }
            } else if (running.isDrained()) {
                finish(running, state);
            } else {
                advance(running, state);
                read(state);
            }
        }
    }

    /** Calls the reader that waits, if the state is current. The group computes meanwhile. */
    private void read(TrainingState state) {
        Runnable waiting = reader;
        if (waiting != null && isSynced(state)) {
            reader = null;
            waiting.run();
        }
    }

    /** Begins a round at the progress that the state's weights belong to. */
    private StepWorkers.Round begin(TrainingState state, long end) {
        TrainingState.Progress from = synced;
        if (from == null || from.step() == state.step()) {
            // A new epoch may have begun since.
            from = state.progress();
            synced = from;
        }
        StepWorkers.Round begun = workers.begin(state, from, end, failedAttempts + 1);
        round = begun;
        return begun;
    }

    private void advance(StepWorkers.Round running, TrainingState state) {
        if (running.awaitsCopy()) {
            copyState(running, state);
            running.resume();
        } else {
            running.await();
        }
    }

    /** Copies the workers' weights and slots into the state if both are at the same step. */
    private void copyState(StepWorkers.Round from, TrainingState state) {
        if (from.copyTo(state)) {
            synced = state.progress();
            failedAttempts = 0;
        }
    }

    /** Finishes a round after all of its steps were handed out. */
    private void finish(StepWorkers.Round ended, TrainingState state) {
        Throwable cause = ended.failure();
        round = null;
        if (cause == null || GroupCommand.isPermanent(cause)) {
            copyState(ended, state);
            Failures.rethrow(cause);
            return;
        }
        workers.requireOpen();
        failedAttempts++;
        if (failedAttempts >= workers.attempts()) {
            failedAttempts = 0;
            throw workers.failure(cause);
        }
    }

    /** Stops the group first. */
    @Override
    public void synchronize(TrainingState state) {
        if (registered != state) {
            return;
        }
        StepWorkers.Round running = round;
        if (running != null) {
            running.stop();
            while (!running.isFinished()) {
                running.await();
            }
            round = null;
            if (running.failure() == null || GroupCommand.isPermanent(running.failure())) {
                copyState(running, state);
            }
        }
        while (synced != null && synced.step() < state.step()) {
            StepWorkers.Round repeated = begin(state, state.step());
            while (!repeated.isDrained()) {
                if (repeated.poll() == null) {
                    advance(repeated, state);
                }
            }
            finish(repeated, state);
        }
        // The caller may change the state after this.
        synced = state.progress();
    }

    @Override
    public Evaluation evaluate(TrainingState state) {
        synchronize(state);
        return PartialEvaluation.total(program, workers.evaluate(state.weights()));
    }

    @Override
    public String waitingFor() {
        return workers.waitingFor();
    }

    @Override
    public void abort(RuntimeException failure) {
        workers.abort(failure);
    }

    @Override
    public void releaseWorkers() {
        if (registered != null) {
            synchronize(registered);
        }
        workers.release();
    }

    @Override
    public void close() {
        workers.close();
    }
}
