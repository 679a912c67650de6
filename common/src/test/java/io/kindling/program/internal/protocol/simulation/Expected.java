package io.kindling.program.internal.protocol.simulation;

import java.util.ArrayList;
import java.util.List;

/** The same training, computed by one machine. */
final class Expected {
    private final List<ToyState> states = new ArrayList<>();
    private final List<List<Float>> losses = new ArrayList<>();
    private final ToyProgram program;

    Expected(Scenario scenario) {
        program = scenario.program();
        ToyState state = program.initial();
        states.add(state.copy());
        for (long step = 0; step < scenario.steps(); step++) {
            if (scenario.edits().contains(step)) {
                program.edit(state);
            }
            losses.add(program.step(state));
            states.add(state.copy());
        }
    }

    /** @param isEdited whether the loop has already changed the state before its step */
    void check(ToyState state, boolean isEdited) {
        ToyState right = states.get((int) state.step).copy();
        if (isEdited) {
            program.edit(right);
        }
        if (!state.equalsBitwise(right)) {
            throw new AssertionError("Wrong state: " + state + ", not " + right);
        }
    }

    void check(long step, List<Float> found) {
        if (!found.equals(losses.get((int) step))) {
            throw new AssertionError("Wrong losses of step " + step + ": " + found + ", not " + losses.get((int) step));
        }
    }

    void checkEvaluation(long step, float found) {
        float right = program.evaluate(states.get((int) step));
        if (found != right) {
            throw new AssertionError("Wrong evaluation before step " + step + ": " + found + ", not " + right);
        }
    }
}
