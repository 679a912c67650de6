package io.kindling.program;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps computed by hired threads of this JVM, on a state of their own, ahead of the loop that asks for them. The state that
 * the loop sees is brought up to date when it is looked at: by taking over the crew's where that has come just as far, else
 * by computing the round again, from the kept state, up to the step handed out.
 */
public final class RunAhead implements Strategy {
    private final BuiltProgram program;
    private final List<ShardBatches> training;
    private final List<Examples> validation;
    private final Hiring hiring;
    private final Shifts shifts;

    private @Nullable TrainingState shown;
    /** How far the weights and slots of the state have come that is shown; it may have been told of later steps. */
    private TrainingState.@Nullable Progress kept;

    private @Nullable SharedStep steps;
    private @Nullable Round round;
    private int failed;

    /**
     * @param program the driver's own build of the program
     * @param training each shard's rows
     * @param validation rows to evaluate, in parts
     */
    public RunAhead(BuiltProgram program, List<ShardBatches> training, List<Examples> validation, Hiring hiring) {
        this.program = program;
        this.training = List.copyOf(training);
        this.validation = List.copyOf(validation);
        this.hiring = hiring;
        this.shifts = new Shifts(hiring, training.size());
    }

    @Override
    public String name() {
        return "allreduce";
    }

    @Override
    public long stepsPerEpoch() {
        return training.get(0).ownership().batchesPerEpoch();
    }

    @Override
    public StepResult step(TrainingState state) {
        show(state);
        StepDone step = take(state, state.step() + stepsPerEpoch() - state.batch());
        state.stepDone(step.rows(), step.metrics());
        if (state.batch() == stepsPerEpoch()) {
            bringUpToDate(state);
        }
        return step.result(program);
    }

    /** Has a state brought up to date whenever it is looked at from now on. */
    private void show(TrainingState state) {
        if (shown != state) {
            if (shown != null) {
                bringUpToDate(shown);
            }
            shown = state;
            kept = state.progress();
            steps = null;
            state.beforeLooking(() -> bringUpToDate(state));
        }
    }

    /** The step after those that a state was told of. */
    private StepDone take(TrainingState state, long end) {
        while (true) {
            Round running = round;
            if (running == null) {
                running = begin(state, end);
            }
            StepDone step = running.poll();
            if (step != null) {
                if (step.step() == state.step()) {
                    return step;
                }
            } else if (running.isDrained()) {
                end(running, state);
            } else {
                goOn(running, state);
            }
        }
    }

    /** Begins a round from the kept state. */
    private Round begin(TrainingState state, long end) {
        SharedStep crews = steps;
        // Threads that are stuck must not find the next round's memory.
        if (crews == null || !shifts.areClear()) {
            crews = new SharedStep(program, state.copy(), training, hiring.participants(), hiring.place());
            steps = crews;
        }
        TrainingState.Progress from = kept;
        if (from == null || from.step() == state.step()) {
            // Another epoch may have begun since.
            from = state.progress();
            kept = from;
        }
        crews.state().copyFrom(state);
        crews.state().goTo(from);
        Round begun = new Round(crews, end);
        shifts.give(begun, failed + 1);
        round = begun;
        return begun;
    }

    private void goOn(Round running, TrainingState state) {
        if (running.waitsToBeKept()) {
            keep(state);
            running.kept();
        } else {
            shifts.await(running);
        }
    }

    /** Takes over the crew's weights and slots, if it rests where the state was told that it is. */
    private void keep(TrainingState state) {
        if (steps != null && steps.state().step() == state.step()) {
            state.copyFrom(steps.state());
            kept = state.progress();
            failed = 0;
        }
    }

    /** Sees to what is to be done after a round whose steps were all taken. */
    private void end(Round over, TrainingState state) {
        Throwable cause = over.failure();
        round = null;
        if (cause == null || Order.isFinal(cause)) {
            keep(state);
            Failures.rethrow(cause);
            return;
        }
        shifts.requireOpen();
        failed++;
        if (failed >= hiring.attempts()) {
            failed = 0;
            throw hiring.failure(cause);
        }
    }

    private void bringUpToDate(TrainingState state) {
        Round running = round;
        if (running != null) {
            running.stop();
            while (!running.isFinished()) {
                shifts.await(running);
            }
            round = null;
            if (running.failure() == null || Order.isFinal(running.failure())) {
                keep(state);
            }
        }
        while (kept != null && kept.step() < state.step()) {
            Round again = begin(state, state.step());
            while (!again.isDrained()) {
                if (again.poll() == null) {
                    goOn(again, state);
                }
            }
            end(again, state);
        }
        // It may be changed by whoever looks, even told to be at another step.
        kept = state.progress();
    }

    @Override
    public Evaluation evaluate(TrainingState state) {
        List<float[]> weights = state.weights();
        for (int attempt = 1; ; attempt++) {
            EvaluationOrder order =
                    new EvaluationOrder(new SharedEvaluation(validation, weights, hiring.participants()));
            shifts.give(order, attempt);
            while (!order.isFinished()) {
                shifts.await(order);
            }
            Throwable cause = order.failure();
            if (cause == null) {
                return Evaluation.of(program, order.shares());
            }
            if (Order.isFinal(cause)) {
                Failures.rethrow(cause);
            }
            if (attempt >= hiring.attempts()) {
                throw hiring.failure(cause);
            }
        }
    }

    @Override
    public void rest() {
        if (shown != null) {
            bringUpToDate(shown);
        }
        shifts.dismiss();
    }

    @Override
    public void close() {
        shifts.close();
    }
}
