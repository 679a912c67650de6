package io.kindling.driver.internal.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.kindling.program.StepResult;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * How a training proceeds, as a source of the driver's metrics system: Spark's sinks show it, such as Prometheus' servlet of the
 * driver's web page, and JMX. To add a gauge: a line in the constructor, and a field that {@link #stepDone} sets.
 */
public final class RunGauges implements Source, AutoCloseable {
    /** Rates are those of the last window of at least this length. */
    private static final long WINDOW_NANOS = 500_000_000L;

    private static final double NANOS = 1e9;

    private final MetricRegistry registry = new MetricRegistry();
    private final Supplier<Map<String, Long>> shardsByExecutor;
    private final LongSupplier nanoTime;

    private volatile double loss = Double.NaN;
    private volatile long step;
    private volatile int epoch;
    private volatile double samplesPerSecond;
    private volatile double waitShare;
    private volatile long checkpointed;

    private long windowStart;
    private long windowRows;
    private long windowWait;
    private long windowWhole;

    /** @param shardsByExecutor the number of shards that each executor has computed, by its id */
    public RunGauges(Supplier<Map<String, Long>> shardsByExecutor) {
        this(shardsByExecutor, System::nanoTime);
    }

    RunGauges(Supplier<Map<String, Long>> shardsByExecutor, LongSupplier nanoTime) {
        this.shardsByExecutor = shardsByExecutor;
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
        this.checkpointed = windowStart;
        gauge("loss", () -> loss);
        gauge("step", () -> step);
        gauge("epoch", () -> epoch);
        gauge("samples_per_second", () -> samplesPerSecond);
        gauge("wait_share", () -> waitShare);
        gauge("checkpoint_age_seconds", () -> (nanoTime.getAsLong() - checkpointed) / NANOS);
    }

    private void gauge(String name, Gauge<Number> value) {
        registry.register(name, value);
    }

    /** Shows these gauges in this process's metrics system until they are closed. */
    public void register() {
        SparkEnv.get().metricsSystem().registerSource(this);
    }

    /** Takes over what is known after a step. Called by one thread. */
    public void stepDone(StepResult result) {
        loss = result.loss();
        step = result.step();
        epoch = result.epoch() + 1;
        windowRows += result.rows();
        windowWait += result.time().waitNanos();
        windowWhole += result.time().wholeNanos();
        long now = nanoTime.getAsLong();
        if (now - windowStart >= WINDOW_NANOS) {
            samplesPerSecond = windowRows * NANOS / (now - windowStart);
            waitShare = windowWhole == 0 ? 0 : (double) windowWait / windowWhole;
            windowStart = now;
            windowRows = 0;
            windowWait = 0;
            windowWhole = 0;
            shardsByExecutor.get().keySet().forEach(this::addExecutor);
        }
    }

    private void addExecutor(String id) {
        String name = "shards.executor_" + id;
        if (registry.getNames().contains(name)) {
            return;
        }
        try {
            gauge(name, () -> shardsByExecutor.get().getOrDefault(id, 0L));
        } catch (IllegalArgumentException shown) {
            // Another training of the session that is not closed shows its gauge of this name; it is in this registry
            // all the same.
        }
    }

    /** Tells that a checkpoint is written, on any thread. */
    public void checkpointed() {
        checkpointed = nanoTime.getAsLong();
    }

    @Override
    public String sourceName() {
        return "kindling";
    }

    @Override
    public MetricRegistry metricRegistry() {
        return registry;
    }

    @Override
    public void close() {
        SparkEnv spark = SparkEnv.get();
        if (spark != null) {
            spark.metricsSystem().removeSource(this);
        }
    }
}
