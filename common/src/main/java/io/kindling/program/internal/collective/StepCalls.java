package io.kindling.program.internal.collective;

import io.kindling.program.BuiltProgram;
import io.kindling.program.Phase;
import io.kindling.program.PhaseCall;
import io.kindling.program.TrainingState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls of phases that make a step, in order: a phase that repeats is called several times. */
public final class StepCalls {
    private record Position(int phase, int repeat) {}

    private final List<Position> positions = new ArrayList<>();
    private final long batches;

    /** @param batches the number of batches in an epoch */
    public StepCalls(BuiltProgram program, long batches) {
        this.batches = batches;
        for (int p = 0; p < program.phases().size(); p++) {
            Phase phase = program.phases().get(p);
            for (int repeat = 0; repeat < phase.repeat(); repeat++) {
                positions.add(new Position(p, repeat));
            }
        }
    }

    /** How many calls a step has. */
    public int count() {
        return positions.size();
    }

    /** A call of the state's next step, by its number in the step. */
    PhaseCall at(TrainingState state, int number) {
        Position position = positions.get(number);
        return new PhaseCall(state.step(), state.epoch(), state.batch(), position.phase(), position.repeat());
    }

    /** The call after one; null at the end of an epoch, because the next epoch has another order of rows. */
    @Nullable
    PhaseCall next(PhaseCall call) {
        int number = positions.indexOf(new Position(call.phase(), call.repeat())) + 1;
        if (number < positions.size()) {
            Position position = positions.get(number);
            return new PhaseCall(call.step(), call.epoch(), call.batch(), position.phase(), position.repeat());
        }
        return call.batch() + 1 < batches ? new PhaseCall(call.step() + 1, call.epoch(), call.batch() + 1, 0, 0) : null;
    }
}
