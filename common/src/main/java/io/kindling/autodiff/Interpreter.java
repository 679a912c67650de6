package io.kindling.autodiff;

import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place every operation passes: infers the output, computes it unless an input is symbolic, tells the open
 * tapes. State is a thread's own.
 */
public final class Interpreter {
    private static final ThreadLocal<Interpreter> CURRENT = ThreadLocal.withInitial(Interpreter::new);

    private final List<GradientTape> tapes = new ArrayList<>();
    private boolean shapesOnly;
    private boolean readingRefused;
    private @Nullable Tracer tracer;
    private String place = "";

    private Interpreter() {}

    /** Runs an operation. */
    public static <A> Tensor bind(Op<A> op, A attributes, Tensor... inputs) {
        return bind(op, attributes, List.of(inputs));
    }

    /** Runs an operation. */
    public static <A> Tensor bind(Op<A> op, A attributes, List<Tensor> inputs) {
        Op.Spec spec = op.infer(attributes, inputs);
        Interpreter interpreter = CURRENT.get();
        Tensor output = interpreter.isSymbolic(inputs)
                ? Tensor.symbolic(spec.dtype(), spec.shape())
                : op.compute(attributes, inputs);
        Rows rows = op.rows(attributes, inputs, spec);
        if (rows != null) {
            output.holding(rows);
        }
        Tracer tracer = interpreter.tracer;
        if (tracer != null || !interpreter.tapes.isEmpty()) {
            OpCall<A> call = new OpCall<>(op, attributes, inputs, output, interpreter.place);
            if (tracer != null) {
                tracer.called(call);
            }
            for (GradientTape tape : interpreter.tapes) {
                tape.record(call);
            }
        }
        return output;
    }

    private boolean isSymbolic(List<Tensor> inputs) {
        if (shapesOnly || tracer != null) {
            return true;
        }
        for (Tensor input : inputs) {
            if (input.isSymbolic()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Evaluates for shapes alone until the returned scope is closed: every operation gives a symbolic value, whatever its
     * inputs. Nothing is computed, so that weights need not hold numbers then.
     */
    public static ShapesOnly shapesOnly() {
        Interpreter interpreter = CURRENT.get();
        boolean before = interpreter.shapesOnly;
        interpreter.shapesOnly = true;
        return () -> interpreter.shapesOnly = before;
    }

    /** Ends an evaluation for shapes alone. */
    public interface ShapesOnly extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Traces until the returned scope is closed: every operation gives a symbolic value and is told to the tracer. Inside
     * an evaluation for shapes alone, or another trace, is an error.
     */
    public static Tracer.Tracing trace(Tracer tracer) {
        Interpreter interpreter = CURRENT.get();
        if (interpreter.tracer != null || interpreter.shapesOnly) {
            throw new IllegalStateException("Cannot trace a function inside another that is being traced.");
        }
        interpreter.tracer = tracer;
        return () -> interpreter.tracer = null;
    }

    /**
     * Does something with the numbers of some tensors: now, where there are numbers; when a plan has computed them, where
     * the function is being traced; never, where it is evaluated for shapes alone.
     */
    public static void whenComputed(List<Tensor> values, Consumer<List<Tensor>> action) {
        whenComputed(values, List.of(), action);
    }

    /**
     * The same for an action that assigns variables.
     *
     * @param updated the variables
     */
    public static void whenComputed(List<Tensor> values, List<Variable> updated, Consumer<List<Tensor>> action) {
        Interpreter interpreter = CURRENT.get();
        if (interpreter.tracer != null) {
            interpreter.tracer.whenComputed(values, updated, action);
        } else if (!interpreter.isSymbolic(values)) {
            action.accept(values);
        }
    }

    /** What stands for a variable's value here. */
    static Tensor valueOf(Variable variable, Tensor value) {
        Tracer tracer = CURRENT.get().tracer;
        return tracer == null ? value : tracer.standIn(variable);
    }

    static boolean isTracing() {
        return CURRENT.get().tracer != null;
    }

    /** The layers that operations are asked for in, as a path. */
    public static String place() {
        return CURRENT.get().place;
    }

    /** Says in which layer operations are asked for from now on; {@link #place} is what to set afterwards. */
    public static void enter(String place) {
        CURRENT.get().place = place;
    }

    /** Keeps what this thread computes from the open tapes until the returned scope is closed. */
    public static Unrecorded unrecorded() {
        Interpreter interpreter = CURRENT.get();
        List<GradientTape> before = List.copyOf(interpreter.tapes);
        interpreter.tapes.clear();
        return () -> interpreter.tapes.addAll(before);
    }

    /** Ends a stretch that tapes do not see. */
    public interface Unrecorded extends AutoCloseable {
        @Override
        void close();
    }

    static void start(GradientTape tape) {
        CURRENT.get().tapes.add(tape);
    }

    static void stop(GradientTape tape) {
        CURRENT.get().tapes.remove(tape);
    }

    /** Tells the open tapes that a variable's value is being used. */
    static void read(Variable variable) {
        Interpreter interpreter = CURRENT.get();
        if (interpreter.readingRefused && variable.isTrainable()) {
            throw new IllegalStateException("Cannot read variable '" + variable.name()
                    + "' inside customGradient: its gradient would be lost. Read it outside and pass it as an input.");
        }
        List<GradientTape> tapes = interpreter.tapes;
        for (int i = 0; i < tapes.size(); i++) {
            tapes.get(i).read(variable);
        }
    }

    /** Runs a function in which no trainable variable may be read. */
    public static <T> T withoutReading(Supplier<T> body) {
        Interpreter interpreter = CURRENT.get();
        boolean before = interpreter.readingRefused;
        interpreter.readingRefused = true;
        try {
            return body.get();
        } finally {
            interpreter.readingRefused = before;
        }
    }
}
