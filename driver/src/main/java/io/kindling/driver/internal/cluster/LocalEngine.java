package io.kindling.driver.internal.cluster;

import io.kindling.driver.internal.dataset.RowRange;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.program.BuiltProgram;
import io.kindling.program.RunSettings;
import io.kindling.program.Strategy;
import io.kindling.program.internal.collective.LocalStrategy;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** An engine on threads of this JVM. Spark is used only to read tables. */
final class LocalEngine implements Engine {
    private final int threads = Runtime.getRuntime().availableProcessors();
    private final MachineSettings settings;
    private @Nullable SparkSession session;

    LocalEngine(MachineSettings settings) {
        this.settings = settings;
    }

    @Override
    public SparkSession session() {
        if (session == null) {
            session = SparkEngine.start(SparkMaster.Local.threads(threads), settings.conf());
        }
        return session;
    }

    @Override
    public Strategy strategy(BuiltProgram program, RunSettings run, RowRange training, RowRange validation) {
        Strategy strategy = LocalStrategy.of(program, training.read(), validation.read(), run, threads);
        close();
        return strategy;
    }

    @Override
    public String reason() {
        return settings.choice().reason();
    }

    @Override
    public String location() {
        return "this process";
    }

    @Override
    public int parallelism() {
        return threads;
    }

    /** Empty, because executors and tasks exist only on Spark. */
    @Override
    public Work work() {
        return new Work(List.of(), 0, 0);
    }

    /** Stops the Spark session, if there is one. Strategies end their own threads. */
    @Override
    public void close() {
        if (session != null) {
            session.stop();
            session = null;
        }
    }
}
