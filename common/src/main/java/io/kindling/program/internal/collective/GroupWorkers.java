package io.kindling.program.internal.collective;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.program.BuiltProgram;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.replica.PartialEvaluation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group of threads of this JVM that compute on a state of their own. */
final class GroupWorkers implements StepWorkers {
    private final BuiltProgram program;
    private final List<ShardBatches> training;
    private final List<Examples> validation;
    private final WorkerLauncher launcher;
    private final GroupDispatcher dispatcher;
    private @Nullable SharedStep steps;

    /**
     * @param training each shard's rows
     * @param validation rows to evaluate, in parts
     */
    GroupWorkers(
            BuiltProgram program, List<ShardBatches> training, List<Examples> validation, WorkerLauncher launcher) {
        this.program = program;
        this.training = List.copyOf(training);
        this.validation = List.copyOf(validation);
        this.launcher = launcher;
        this.dispatcher = new GroupDispatcher(launcher, training.size());
    }

    private record GroupRound(StepsCommand command, SharedStep steps, GroupDispatcher dispatcher) implements Round {
        @Override
        public @Nullable CompletedStep poll() {
            return command.poll();
        }

        @Override
        public void await() {
            dispatcher.await(command);
        }

        @Override
        public boolean isFinished() {
            return command.isFinished();
        }

        @Override
        public boolean isDrained() {
            return command.isDrained();
        }

        @Override
        public boolean awaitsCopy() {
            return command.awaitsCopy();
        }

        @Override
        public boolean copyTo(TrainingState state) {
            boolean same = steps.state().step() == state.step();
            if (same) {
                state.copyFrom(steps.state());
            }
            return same;
        }

        @Override
        public void resume() {
            command.resume();
        }

        @Override
        public void stop() {
            command.stop();
        }

        @Override
        public @Nullable Throwable failure() {
            return command.failure();
        }
    }

    @Override
    public Round begin(TrainingState state, TrainingState.Progress from, long end, int attempt) {
        SharedStep shared = steps;
        // Threads that are stuck must not share memory with the next round.
        if (shared == null || !dispatcher.isIdle()) {
            shared = new SharedStep(program, state.copy(), training, launcher.ranks(), launcher.executor());
            steps = shared;
        }
        shared.state().copyFrom(state);
        shared.state().setProgress(from);
        StepsCommand command = new StepsCommand(shared, end);
        dispatcher.submit(command, attempt);
        return new GroupRound(command, shared, dispatcher);
    }

    @Override
    public int attempts() {
        return launcher.attempts();
    }

    @Override
    public RuntimeException failure(Throwable cause) {
        return launcher.failure(cause);
    }

    @Override
    public List<PartialEvaluation> evaluate(List<float[]> weights) {
        for (int attempt = 1; ; attempt++) {
            EvaluationCommand command =
                    new EvaluationCommand(new SharedEvaluation(validation, weights, launcher.ranks()));
            dispatcher.submit(command, attempt);
            while (!command.isFinished()) {
                dispatcher.await(command);
            }
            Throwable cause = command.failure();
            if (cause == null) {
                return command.partials();
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
    public void requireOpen() {
        dispatcher.requireOpen();
    }

    @Override
    public void release() {
        dispatcher.endSession();
    }

    @Override
    public void close() {
        dispatcher.close();
    }
}
