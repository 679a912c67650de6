package io.kindling.program.internal.protocol.simulation;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The user's loop and its pipelined strategy: takes steps that were computed ahead, asks for its state now and then, changes it,
 * evaluates after each epoch.
 */
final class TrainingLoop {
    private enum Mode {
        STEPPING,
        SYNCHRONIZING,
        EVALUATING,
        DONE
    }

    private record CompletedStep(long step, List<Float> losses) {}

    private final Simulation simulation;
    private final World world;
    private final Scenario scenario;
    private final Expected expected;
    private final Queue<CompletedStep> queue = new ArrayDeque<>();
    private final Set<Long> edits;

    private Mode mode = Mode.STEPPING;
    private boolean working;
    /** The next step for the loop. */
    private long taken;
    /** The state that the loop has, at the step taken or before. */
    private ToyState synced;
    /** A state that the loop will reach. */
    private @Nullable ToyState ahead;

    private Runnable synchronizedAction = () -> {};
    private long end;
    private long evaluations;
    private boolean scheduled;

    TrainingLoop(Simulation simulation) {
        this.simulation = simulation;
        this.world = simulation.world();
        this.scenario = world.scenario();
        this.expected = new Expected(scenario);
        this.edits = new HashSet<>(scenario.edits());
        this.synced = scenario.program().initial();
        this.end = scenario.stepsPerEpoch();
    }

    boolean isDone() {
        return mode == Mode.DONE;
    }

    /** Lets the loop go on soon. */
    void wake() {
        if (!scheduled) {
            scheduled = true;
            world.clock().after(world.delay(2 * Clock.MILLI), () -> {
                scheduled = false;
                proceed();
            });
        }
    }

    private void proceed() {
        if (mode != Mode.STEPPING) {
            return;
        }
        takeAhead();
        if (taken == scenario.closedAt()) {
            close();
        } else if (taken == end) {
            synchronize(end == failingStep() ? this::close : this::evaluate);
        } else if (edits.contains(taken)) {
            synchronize(this::edit);
        } else if (!queue.isEmpty()) {
            take(queue.remove());
        } else if (!working) {
            working = true;
            simulation.driver().run(synced, end);
        }
    }

    private long failingStep() {
        return scenario.failingStep() < 0 ? Long.MAX_VALUE : scenario.failingStep();
    }

    private void take(CompletedStep step) {
        world.trace("loop takes step %d", step.step());
        if (step.step() != taken) {
            throw new AssertionError("Step " + step.step() + " handed out instead of " + taken);
        }
        if (taken >= failingStep()) {
            throw new AssertionError("Step " + taken + " handed out, which fails");
        }
        expected.check(taken, step.losses());
        taken++;
        takeAhead();
        if (world.chance(scenario.synchronizations())) {
            synchronize(() -> {});
        } else {
            wake();
        }
    }

    /**
     * Takes over the state of a round's end, once all of its steps are taken. If a round was computed again, more may be taken:
     * the first attempt may have come further.
     */
    private void takeAhead() {
        ToyState state = ahead;
        if (state != null && (state.step <= taken || world.mutation() == Mutation.LOOP_TAKES_STATE_AHEAD)) {
            synced(state);
            ahead = null;
            if (working) {
                simulation.driver().resume();
            }
        }
    }

    private void synced(ToyState state) {
        expected.check(state, false);
        synced = state;
    }

    private void edit() {
        edits.remove(taken);
        scenario.program().edit(synced);
    }

    private void evaluate() {
        expected.check(synced, false);
        mode = Mode.EVALUATING;
        working = true;
        long number = ++evaluations;
        simulation.driver().evaluate(synced.weights);
        if (world.chance(0.2)) {
            world.clock().after(world.delay(20 * Clock.MILLI), () -> {
                if (mode == Mode.EVALUATING && evaluations == number) {
                    simulation.driver().stop();
                }
            });
        }
    }

    void evaluationComplete(float found) {
        if (mode != Mode.EVALUATING) {
            throw new AssertionError("An evaluation that nobody waits for");
        }
        expected.checkEvaluation(taken, found);
        working = false;
        evaluations++;
        mode = Mode.STEPPING;
        if (taken == scenario.steps()) {
            close();
        } else {
            end = taken + scenario.stepsPerEpoch();
            if (scenario.releases()) {
                simulation.driver().release();
            }
            wake();
        }
    }

    private void close() {
        mode = Mode.DONE;
        simulation.driver().release();
    }

    /** Brings the state to the step that was taken last, then acts. */
    private void synchronize(Runnable action) {
        mode = Mode.SYNCHRONIZING;
        synchronizedAction = action;
        if (working) {
            simulation.driver().stop();
        } else {
            repeat();
        }
    }

    /** Computes the steps since the last state again. */
    private void repeat() {
        queue.clear();
        ahead = null;
        if (synced.step < taken) {
            working = true;
            simulation.driver().run(synced, taken);
            return;
        }
        mode = Mode.STEPPING;
        synchronizedAction.run();
        wake();
    }

    void stepDone(long step, List<Float> losses) {
        boolean isNext = step == taken + queue.size() || world.mutation() == Mutation.LOOP_TAKES_STEPS_AGAIN;
        if (mode == Mode.STEPPING && isNext) {
            queue.add(new CompletedStep(step, losses));
            wake();
        }
    }

    void roundComplete(ToyState state, boolean isLast) {
        if (!working || mode == Mode.EVALUATING) {
            throw new AssertionError("A round that nobody waits for");
        }
        working = !isLast;
        if (mode == Mode.STEPPING) {
            ahead = state;
            wake();
            return;
        }
        if (state.step <= taken) {
            synced(state);
        }
        if (isLast) {
            repeat();
        } else {
            simulation.driver().resume();
        }
    }

    void workStopped() {
        working = false;
        if (mode == Mode.EVALUATING) {
            evaluate();
        } else {
            repeat();
        }
    }

    /** @param step the step that failed, -1 if no step did */
    void workFailed(long step) {
        if (step < 0 || step != failingStep() || mode != Mode.STEPPING) {
            throw new AssertionError("The work failed, and no step did: " + step);
        }
        working = false;
        end = step;
        wake();
    }

    /** Checks what the loop has at its end. */
    void check() {
        long last = scenario.closedAt() >= 0 && scenario.closedAt() < Math.min(failingStep(), scenario.steps())
                ? scenario.closedAt()
                : Math.min(failingStep(), scenario.steps());
        if (taken != last) {
            throw new AssertionError("The loop ended at step " + taken + " instead of " + last);
        }
        if (last != scenario.closedAt()) {
            expected.check(synced, scenario.edits().contains(taken) && !edits.contains(taken));
        }
    }

    @Override
    public String toString() {
        return "loop " + mode + " took " + taken + " of " + end + ", state of " + synced.step + ", " + queue.size()
                + " steps ahead" + (working ? ", working" : "");
    }
}
