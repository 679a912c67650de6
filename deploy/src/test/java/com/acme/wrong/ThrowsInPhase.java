package com.acme.wrong;

import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;

/** Throws, at step 3, an undeclared checked exception whose class is only in this program's jar. */
public final class ThrowsInPhase implements Program {
    /** An exception that is checked and not serializable. */
    public static final class OutOfIdeas extends Exception {
        private static final long serialVersionUID = 1L;

        final transient Object unknown = new Object();

        OutOfIdeas(String message) {
            super(message);
        }
    }

    /** Throws as Kotlin and Scala do: they do not check exceptions. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // T is inferred as RuntimeException
    private static <T extends Throwable> void throwUndeclared(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Override
    public void define(ProgramBuilder p) {
        Model model = p.model("m", HasItsLayer.model(p));
        Loss loss = SparseCategoricalCrossentropy.fromLogits();
        p.phase("guess").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
            if (step.number() == 3) {
                throwUndeclared(new OutOfIdeas("no idea"));
            }
            return step.loss(loss, batch, model.call(batch.features(), Mode.TRAINING));
        });
    }
}
