package io.kindling.autodiff;

import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sees what a thread would compute, instead of its being computed: every operation gives a symbolic value, variables are
 * stood for by symbolic values, and what would be done with numbers is put off.
 */
public interface Tracer {
    /** An operation was called; its output is symbolic. */
    void called(OpCall<?> call);

    /** The symbolic tensor that stands for a variable's value, the same one until the variable is updated. */
    Tensor standIn(Variable variable);

    /**
     * Something to do with the numbers of these tensors, once there are some.
     *
     * @param updated variables that it assigns: what reads them afterwards needs the new values
     */
    void whenComputed(List<Tensor> values, List<Variable> updated, Consumer<List<Tensor>> action);

    /** Ends the tracing that {@link Interpreter#trace} began. */
    interface Tracing extends AutoCloseable {
        @Override
        void close();
    }
}
