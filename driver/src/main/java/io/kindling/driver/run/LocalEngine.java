package io.kindling.driver.run;

import io.kindling.program.BuiltProgram;
import io.kindling.program.LocalStrategy;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import java.util.List;

/** Threads of this JVM, without Spark. */
final class LocalEngine implements Engine {
    private final int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Strategy strategy(BuiltProgram program, RunSettings settings, RowRange training, RowRange validation) {
        return LocalStrategy.of(program, training.read(), validation.read(), settings, threads);
    }

    @Override
    public String reason() {
        return "no Spark";
    }

    @Override
    public String place() {
        return "this process";
    }

    @Override
    public int parallelism() {
        return threads;
    }

    /** Spark counts executors and tasks, and there is none. */
    @Override
    public Work work() {
        return new Work(List.of(), 0, 0);
    }

    @Override
    public void close() {
        // Its strategies end their own threads.
    }
}
