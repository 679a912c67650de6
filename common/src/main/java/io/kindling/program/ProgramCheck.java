package io.kindling.program;

import io.kindling.autodiff.internal.RowTrace;
import io.kindling.autodiff.internal.RowUseException;
import io.kindling.data.Batch;
import io.kindling.data.FeatureNameException;
import io.kindling.nn.Randomness;
import io.kindling.nn.internal.StateUpdates;
import io.kindling.tensor.DType;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Rows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Checks the phases and the evaluation of a program before its first step, by evaluating them with shapes only: that a later
 * evaluation gives the same, and that what they compute adds up over shards. A function that throws is not checked here: it
 * throws again at its first step, where the message has all that is known.
 */
final class ProgramCheck {
    /** The time between two evaluations, in which a clock goes on. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** A function that takes longer is not checked: its first step takes as long again, and has a limit. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final RandomKey KEY = RandomKey.of(0x726f7773L);

    /**
     * The multiples of all rows whose comparison tells what depends on their number. They give no axis of size 1, and few that
     * happen to have the size of another.
     */
    private static final int FEWER = 3;

    private static final int MORE = 5;

    /** A function of the program, and its call. */
    private record CheckedFunction(String name, PhaseCall call, PhaseFunction loss) {}

    private final BuiltProgram program;

    private ProgramCheck(BuiltProgram program) {
        this.program = program;
    }

    /** @throws ProgramException if a function gives another result later or on shards */
    static void require(BuiltProgram program) {
        require(program, LIMIT);
    }

    /** @param limit how long the functions may take in all */
    static void require(BuiltProgram program, Duration limit) {
        ProgramCheck check = new ProgramCheck(program);
        check.requireFloat32();
        FutureTask<ProgramCheck> functions = new FutureTask<>(check::requireFunctions, check);
        Thread thread = new Thread(functions, "kindling-program-check");
        thread.setDaemon(true);
        thread.start();
        try {
            functions.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException endless) {
            functions.cancel(true);
        } catch (InterruptedException interrupted) {
            functions.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a program was checked.", interrupted);
        } catch (ExecutionException refused) {
            if (refused.getCause() instanceof ProgramException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("Cannot check the program.", refused.getCause());
        }
    }

    private void requireFunctions() {
        List<CheckedFunction> functions = new ArrayList<>();
        for (Phase phase : program.phases()) {
            PhaseCall call = new PhaseCall(0, 0, 0, functions.size(), 0);
            functions.add(new CheckedFunction("phase '" + phase.name() + "'", call, phase.function()));
        }
        PhaseCall evaluation = new PhaseCall(0, 0, 0, 0, 0);
        program.evaluation().ifPresent(loss -> functions.add(new CheckedFunction("the evaluation", evaluation, loss)));
        requireRepeatable(functions);
        functions.forEach(this::requireAdditive);
    }

    /** The state of a training holds float32 numbers. */
    private void requireFloat32() {
        if (program.spec().data().hasFloat64()) {
            throw notFloat32("the features are float64");
        }
        program.models().values().stream()
                .flatMap(model -> model.weights().stream())
                .filter(weight -> weight.dtype() != DType.FLOAT32)
                .findFirst()
                .ifPresent(weight -> {
                    throw notFloat32("weight '" + weight.name() + "' is " + weight.dtype());
                });
    }

    private ProgramException notFloat32(String found) {
        return new ProgramException("Cannot train program " + program.spec().className() + ": " + found
                + ", and programs train float32 weights. Give float32 features, such as Column.of(float[][]); float64 is for"
                + " loops of your own, with a GradientTape.");
    }

    private void requireRepeatable(List<CheckedFunction> functions) {
        List<Optional<RowTrace>> traces = functions.stream()
                .map(function -> trace(function, RowTrace.first(), 1))
                .toList();
        long traced = System.nanoTime();
        for (int i = 0; i < functions.size(); i++) {
            if (traces.get(i).isPresent()) {
                waitUntil(traced + PAUSE.toNanos());
                trace(functions.get(i), traces.get(i).get().again(), 1);
            }
        }
    }

    private void requireAdditive(CheckedFunction function) {
        trace(function, RowTrace.first(), FEWER).ifPresent(fewer -> trace(function, fewer.withMoreRows(), MORE));
    }

    /** Evaluates a function with a multiple of all rows; empty if its own code throws. */
    private Optional<RowTrace> trace(CheckedFunction function, RowTrace trace, int scale) {
        Batch batch = program.spec()
                .data()
                .symbolicBatch(Rows.placeholders(0, program.spec().batchSize() * scale));
        batch.tensors().forEach(trace::input);
        try {
            UserFailure.described(() -> run(function, trace, Step.scaled(function.call(), scale), batch), Thrown::new);
            return Optional.of(trace);
        } catch (Thrown thrown) {
            Throwable refused = thrown.getCause();
            if (refused instanceof RowUseException || refused instanceof FeatureNameException) {
                throw ProgramException.thrown(
                        "Cannot run " + function.name() + " of program "
                                + program.spec().className(),
                        program.spec(),
                        refused);
            }
            return Optional.empty();
        }
    }

    @SuppressWarnings("try") // a scope acts by being open
    private static RowTrace run(CheckedFunction function, RowTrace trace, Step step, Batch batch) {
        try (Randomness randomness = Randomness.openInShard(KEY);
                StateUpdates updates = StateUpdates.collect()) {
            trace.run(() -> function.loss().loss(step, batch));
            return trace;
        }
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Interrupted while a program was checked.");
            }
        }
    }

    /** What a function's own code threw. */
    private static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Thrown(Throwable reason) {
            super(reason);
        }
    }
}
