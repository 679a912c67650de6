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
 * A pipelined strategy: launched threads of this JVM compute steps on a state of their own, ahead of the training loop. The
 * loop's state is synchronized on request: by copying the group's state if that is at the same step, else by computing the
 * steps since the last copy again, up to the step handed out.
 */
public final class PipelinedStrategy implements Strategy {
    private final BuiltProgram program;
    private final List<ShardBatches> training;
    private final List<Examples> validation;
    private final WorkerLauncher launcher;
    private final GroupDispatcher dispatcher;

    /** The loop's state. */
    private @Nullable TrainingState registered;
    /** The progress that the registered state's weights and slots belong to; its step counter may be ahead of it. */
    private TrainingState.@Nullable Progress synced;

    private @Nullable SharedStep steps;
    private @Nullable StepsCommand round;
    private int failedAttempts;
    private @Nullable Runnable reader;

    /**
     * @param program the driver's own build of the program
     * @param training each shard's rows
     * @param validation rows to evaluate, in parts
     */
    public PipelinedStrategy(
            BuiltProgram program, List<ShardBatches> training, List<Examples> validation, WorkerLauncher launcher) {
        this.program = program;
        this.training = List.copyOf(training);
        this.validation = List.copyOf(validation);
        this.launcher = launcher;
        this.dispatcher = new GroupDispatcher(launcher, training.size());
    }

    @Override
    public StrategyKind kind() {
        return StrategyKind.ALLREDUCE;
    }

    @Override
    public long stepsPerEpoch() {
        return training.get(0).partitioner().batchesPerEpoch();
    }

    @Override
    public StepResult step(TrainingState state) {
        register(state);
        CompletedStep step = take(state, state.step() + stepsPerEpoch() - state.batch());
        state.stepDone(step.rows(), step.metrics());
        if (state.batch() == stepsPerEpoch()) {
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
            steps = null;
        }
    }

    /** Takes the step that follows the state's progress. */
    private CompletedStep take(TrainingState state, long end) {
        while (true) {
            StepsCommand running = round;
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
    private StepsCommand begin(TrainingState state, long end) {
        SharedStep groupSteps = steps;
        // Threads that are stuck must not share memory with the next round.
        if (groupSteps == null || !dispatcher.isIdle()) {
            groupSteps = new SharedStep(program, state.copy(), training, launcher.ranks(), launcher.executor());
            steps = groupSteps;
        }
        TrainingState.Progress from = synced;
        if (from == null || from.step() == state.step()) {
            // A new epoch may have begun since.
            from = state.progress();
            synced = from;
        }
        groupSteps.state().copyFrom(state);
        groupSteps.state().setProgress(from);
        StepsCommand begun = new StepsCommand(groupSteps, end);
        dispatcher.submit(begun, failedAttempts + 1);
        round = begun;
        return begun;
    }

    private void advance(StepsCommand running, TrainingState state) {
        if (running.awaitsCopy()) {
            copyGroupState(state);
            running.resume();
        } else {
            dispatcher.await(running);
        }
    }

    /** Copies the group's weights and slots into the state if both are at the same step. */
    private void copyGroupState(TrainingState state) {
        if (steps != null && steps.state().step() == state.step()) {
            state.copyFrom(steps.state());
            synced = state.progress();
            failedAttempts = 0;
        }
    }

    /** Finishes a round after all of its steps were handed out. */
    private void finish(StepsCommand ended, TrainingState state) {
        Throwable cause = ended.failure();
        round = null;
        if (cause == null || GroupCommand.isPermanent(cause)) {
            copyGroupState(state);
            Failures.rethrow(cause);
            return;
        }
        dispatcher.requireOpen();
        failedAttempts++;
        if (failedAttempts >= launcher.attempts()) {
            failedAttempts = 0;
            throw launcher.failure(cause);
        }
    }

    /** Stops the group first. */
    @Override
    public void synchronize(TrainingState state) {
        if (registered != state) {
            return;
        }
        StepsCommand running = round;
        if (running != null) {
            running.stop();
            while (!running.isFinished()) {
                dispatcher.await(running);
            }
            round = null;
            if (running.failure() == null || GroupCommand.isPermanent(running.failure())) {
                copyGroupState(state);
            }
        }
        while (synced != null && synced.step() < state.step()) {
            StepsCommand repeated = begin(state, state.step());
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
        List<float[]> weights = state.weights();
        for (int attempt = 1; ; attempt++) {
            EvaluationCommand command =
                    new EvaluationCommand(new SharedEvaluation(validation, weights, launcher.ranks()));
            dispatcher.submit(command, attempt);
            while (!command.isFinished()) {
                dispatcher.await(command);
            }
            Throwable cause = command.failure();
            if (cause == null) {
                return PartialEvaluation.total(program, command.partials());
            }
            if (GroupCommand.isPermanent(cause)) {
                Failures.rethrow(cause);
            }
            if (attempt >= launcher.attempts()) {
                throw launcher.failure(cause);
            }
        }
    }

    @Override
    public String waitingFor() {
        return dispatcher.waitingFor();
    }

    @Override
    public void abort(RuntimeException failure) {
        dispatcher.abort(failure);
    }

    @Override
    public void releaseWorkers() {
        if (registered != null) {
            synchronize(registered);
        }
        dispatcher.endSession();
    }

    @Override
    public void close() {
        dispatcher.close();
    }
}
