package io.kindling.autodiff.internal;

import io.kindling.tensor.Rows;
import io.kindling.tensor.Tensor;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The single entry point of all operations: infers the output's shape, computes the output unless an input is symbolic,
 * and notifies the tracer and the open tapes. Its state is thread-local.
 */
public final class Interpreter {
    private static final ThreadLocal<Interpreter> CURRENT = ThreadLocal.withInitial(Interpreter::new);
    /** Tapes open at once for higher-order derivatives; more are more likely left open. */
    private static final int MOST_NESTED = 8;

    /** The open tapes; a tape that is not used any more is not kept, even if nobody closes it. */
    private final List<OpenTape> tapes = new ArrayList<>();

    private boolean shapesOnly;
    private boolean readsForbidden;
    private @Nullable Tracer tracer;
    private String currentLayer = "";

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
            output.setRows(rows);
        }
        Tracer tracer = interpreter.tracer;
        if (tracer != null || !interpreter.tapes.isEmpty()) {
            OpCall<A> call = new OpCall<>(op, attributes, inputs, output, interpreter.currentLayer);
            if (tracer != null) {
                tracer.onCall(call);
            }
            for (OpenTape open : interpreter.tapes) {
                Tape tape = open.get();
                if (tape != null) {
                    tape.onCall(call);
                }
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
     * Evaluates shapes only until the returned scope is closed: every operation returns a symbolic tensor, whatever its
     * inputs. Nothing is computed, so weights need not have values.
     */
    public static ShapesOnly shapesOnly() {
        Interpreter interpreter = CURRENT.get();
        boolean before = interpreter.shapesOnly;
        interpreter.shapesOnly = true;
        return () -> interpreter.shapesOnly = before;
    }

    /** The scope of a shape-only evaluation. */
    public interface ShapesOnly extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Traces until the returned scope is closed: every operation returns a symbolic tensor and is reported to the tracer.
     *
     * @throws IllegalStateException inside a shape-only evaluation or another trace
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
     * Runs an action on the values of some tensors: immediately if they have values; after each run of the plan if the
     * function is being traced; never if only shapes are evaluated.
     */
    public static void whenComputed(List<Tensor> values, Consumer<List<Tensor>> action) {
        whenComputed(values, List.of(), action);
    }

    /**
     * Same as {@link #whenComputed(List, Consumer)}, for an action that assigns variables.
     *
     * @param updated the variables that the action assigns
     */
    public static void whenComputed(
            List<Tensor> values, List<? extends TrackedValue> updated, Consumer<List<Tensor>> action) {
        Interpreter interpreter = CURRENT.get();
        if (interpreter.tracer != null) {
            interpreter.tracer.whenComputed(values, updated, action);
        } else if (!interpreter.isSymbolic(values)) {
            action.accept(values);
        }
    }

    /** Returns the tensor that represents a variable's value: the tracer's placeholder while tracing, else the value. */
    public static Tensor valueOf(TrackedValue variable, Tensor value) {
        Tracer tracer = CURRENT.get().tracer;
        return tracer == null ? value : tracer.placeholder(variable);
    }

    /** Returns how the rows of the batch entered a value that leaves the function; null unless that is being traced. */
    public static @Nullable RowUse rowUse(Tensor value) {
        Tracer tracer = CURRENT.get().tracer;
        return tracer == null ? null : tracer.rowUse(value);
    }

    /**
     * Returns a statistic of the rows of one shard, such as the mean that batch normalization subtracts, to be treated as if no
     * row entered it, although results then depend on the number of shards.
     */
    public static Tensor perShard(Tensor statistic) {
        Tracer tracer = CURRENT.get().tracer;
        if (tracer != null) {
            tracer.perShard(statistic);
        }
        return statistic;
    }

    public static boolean isTracing() {
        return CURRENT.get().tracer != null;
    }

    /** Returns the path of the layer that this thread is currently in; empty outside layers. */
    public static String currentLayer() {
        return CURRENT.get().currentLayer;
    }

    /** Sets the path of the current layer. Save {@link #currentLayer} before, and restore it afterwards. */
    public static void enterLayer(String layer) {
        CURRENT.get().currentLayer = layer;
    }

    /** Hides this thread's operations from the open tapes until the returned scope is closed. */
    public static RecordingPause withoutRecording() {
        Interpreter interpreter = CURRENT.get();
        List<OpenTape> before = List.copyOf(interpreter.tapes);
        interpreter.tapes.clear();
        return () -> interpreter.tapes.addAll(before);
    }

    /** A scope in which tapes record nothing. */
    public interface RecordingPause extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Starts to notify a tape.
     *
     * @param line the line that opened it
     * @return the lines that opened tapes which will never be closed, because nothing can reach them any more, or because there
     *     are more of them than derivatives nest
     */
    public static List<String> start(Tape tape, String line) {
        List<OpenTape> tapes = CURRENT.get().tapes;
        List<String> leaked = new ArrayList<>();
        for (OpenTape open : tapes) {
            if (open.get() == null) {
                leaked.add(open.line);
            }
        }
        tapes.removeIf(open -> open.get() == null);
        if (tapes.size() >= MOST_NESTED) {
            leaked.add(tapes.get(0).line);
        }
        tapes.add(new OpenTape(tape, line));
        return leaked;
    }

    public static void stop(Tape tape) {
        CURRENT.get().tapes.removeIf(open -> open.get() == tape);
    }

    /** A tape that records, as long as something else reaches it. */
    private static final class OpenTape extends WeakReference<Tape> {
        private final String line;

        OpenTape(Tape tape, String line) {
            super(tape);
            this.line = line;
        }
    }

    /** Notifies the open tapes that a variable is read. */
    public static void read(TrackedValue variable) {
        Interpreter interpreter = CURRENT.get();
        if (interpreter.readsForbidden && variable.isTrainable()) {
            throw new IllegalStateException("Cannot read variable '" + variable.name()
                    + "' inside customGradient: its gradient would be lost. Read it outside and pass it as an input.");
        }
        List<OpenTape> tapes = interpreter.tapes;
        for (int i = 0; i < tapes.size(); i++) {
            Tape tape = tapes.get(i).get();
            if (tape != null) {
                tape.onRead(variable);
            }
        }
    }

    /** Runs a function that must not read trainable variables. */
    public static <T> T forbidReads(Supplier<T> body) {
        Interpreter interpreter = CURRENT.get();
        boolean before = interpreter.readsForbidden;
        interpreter.readsForbidden = true;
        try {
            return body.get();
        } finally {
            interpreter.readsForbidden = before;
        }
    }
}
