package io.kindling.driver.internal.cluster;

import io.kindling.driver.internal.dataset.RowRange;
import io.kindling.driver.internal.spark.InProcessRows;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.program.BuiltProgram;
import io.kindling.program.RunSettings;
import io.kindling.program.internal.collective.LocalStrategy;
import io.kindling.program.internal.collective.WorkerGroup;
import io.kindling.train.Training;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** An engine on threads of this JVM. Spark is used only to read tables. */
final class LocalEngine implements Engine {
    private final int threads = Runtime.getRuntime().availableProcessors();
    private final MachineSettings settings;
    private final EngineListener listener;
    private @Nullable SparkSession session;
    private @Nullable Training started;

    LocalEngine(MachineSettings settings, EngineListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    @Override
    public SparkSession session() {
        if (session == null) {
            session = SparkEngine.start(SparkMaster.Local.threads(threads), settings.conf());
            session.sparkContext().addSparkListener(new TablePasses(listener::passing));
        }
        return session;
    }

    @Override
    public Training training(BuiltProgram program, RunSettings run, RowRange training, RowRange validation) {
        RowMemory.of(program.spec().data(), training.count() + validation.count())
                .requireRoomHere(
                        Runtime.getRuntime().maxMemory(),
                        session == null ? RowMemory.PROGRAM_BYTES : RowMemory.SPARK_BYTES);
        LocalStrategy created = session == null
                ? LocalStrategy.of(program, training.read(), validation.read(), run, threads)
                : ofTasks(session, program, run, training, validation);
        Training begun = new Training(program, created)
                .stepTimeout(settings.limits().step())
                .stepListener(new StepNotes(listener));
        started = begun;
        stopSession();
        return begun;
    }

    /** A strategy with rows that tasks of a session in this process read. */
    private LocalStrategy ofTasks(
            SparkSession reader, BuiltProgram program, RunSettings run, RowRange training, RowRange validation) {
        InProcessRows rows = new InProcessRows(JavaSparkContext.fromSparkContext(reader.sparkContext()), run);
        return new LocalStrategy(
                program,
                rows.training(training.source()),
                rows.validation(validation.source()),
                threads,
                WorkerGroup.TIMEOUT);
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
    public Optional<Work> work() {
        return Optional.of(new Work(List.of(), 0, 0));
    }

    private void stopSession() {
        SparkSession reader = session;
        if (reader != null) {
            session = null;
            BoundedEnd.run(reader::stop, BoundedEnd.LIMIT, listener::note);
        }
    }

    @Override
    public void close() {
        stopSession();
        Training training = started;
        if (training != null) {
            BoundedEnd.run(training::close, BoundedEnd.LIMIT, note -> {});
        }
    }
}
