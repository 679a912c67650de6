package io.kindling.driver.internal.run;

import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.dataset.DataFormat;
import io.kindling.driver.internal.run.output.ResultFile;
import io.kindling.driver.internal.run.output.RunFolder;
import io.kindling.driver.internal.run.output.Submission;
import io.kindling.driver.table.LeftOut;
import io.kindling.program.BuiltProgram;
import io.kindling.program.OnNan;
import io.kindling.program.StrategyKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The result of a training run.
 *
 * @param steps steps since the start of training
 * @param strategy the kind of strategy that was chosen
 * @param weightsSha256 the digest of all weights
 * @param work the tasks, retries and shards computed by each executor, if known
 * @param start the step that this run continued from, and its epoch; empty for a run from the start
 * @param recovery what the end of the run before has cost
 * @param checkpoints the checkpoints that this run wrote
 * @param best the best epoch, whose weights are the result; empty if those of the last epoch are
 * @param epochs the epochs in order
 * @param program the trained program
 * @param leftOut the rows of a table that were not used
 * @param folder the output folder
 */
public record TrainResult(
        TrainSettings settings,
        long steps,
        StrategyKind strategy,
        String weightsSha256,
        Optional<Engine.Work> work,
        Optional<Start> start,
        Recovery recovery,
        Checkpointing checkpoints,
        Optional<Best> best,
        List<EpochResult> epochs,
        BuiltProgram program,
        LeftOut leftOut,
        RunFolder folder) {
    private static final String REFUSED = "refused_updates";

    /** Where a run continued. */
    public record Start(int epoch, long step, String phase) {}

    /**
     * What the end of an unfinished run costs the one that continues it.
     *
     * @param lostSteps how many steps are computed again, as far as its log shows; empty if there was none
     * @param seconds from the start of this process to the first new step; empty if there was no checkpoint, or is no new step
     */
    public record Recovery(OptionalLong lostSteps, OptionalDouble seconds) {}

    /**
     * The best epoch of a run.
     *
     * @param metric what was compared
     * @param epoch the epoch's number, from 0
     * @param step the steps from the start of the training to its end
     * @param value the best value
     */
    public record Best(String metric, int epoch, long step, double value) {
        static Optional<Best> of(BestEpoch best) {
            return best.restores()
                    ? best.best().map(found -> new Best(best.metric(), found.epoch(), found.step(), found.value()))
                    : Optional.empty();
        }
    }

    /**
     * The checkpoints of a run.
     *
     * @param saves how many
     * @param bytes their bytes
     * @param stallMillis how long training waited for them
     * @param processorMillis the processor time of the thread that wrote them
     */
    public record Checkpointing(long saves, long bytes, double stallMillis, double processorMillis) {}

    public TrainResult {
        epochs = List.copyOf(epochs);
    }

    /** Returns the object that {@code result.json} contains. */
    public Map<String, Object> asJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", "train");
        json.put("program", settings.program());
        json.put("steps", steps);
        json.put("steps_this_run", steps - start.map(Start::step).orElse(0L));
        json.put("resumed_from", start.map(TrainResult::start).orElse(null));
        json.put(
                "lost_steps",
                recovery.lostSteps().isPresent() ? recovery.lostSteps().getAsLong() : null);
        json.put(
                "resume_seconds",
                recovery.seconds().isPresent() ? recovery.seconds().getAsDouble() : null);
        json.put("shards", settings.run().shards());
        json.put("strategy", strategy.toString());
        json.put("seed", settings.run().seed());
        json.put("weights_sha256", weightsSha256);
        work.ifPresent(known -> {
            json.put(
                    "executors",
                    known.executors().stream().map(TrainResult::executor).toList());
            json.put("tasks", known.tasks());
            json.put("retries", known.retries());
        });
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("saves", checkpoints.saves());
        written.put("bytes", checkpoints.bytes());
        written.put("stall_ms", checkpoints.stallMillis());
        written.put("cpu_ms", checkpoints.processorMillis());
        json.put("checkpoints", written);
        best.ifPresent(found -> json.put("best", best(found)));
        boolean refuses = settings.run().onNan() != OnNan.HALT;
        if (refuses) {
            json.put(REFUSED, refusedUpdates());
        }
        if (settings.data().source().source().format() != DataFormat.IDX) {
            json.put("bad_records", leftOut.bad());
            json.put("rows_with_nulls", leftOut.lacking());
        }
        json.put("epochs", epochs.stream().map(epoch -> epoch(epoch, refuses)).toList());
        json.put("output", folder.toString());
        Submission.current().ifPresent(submission -> json.put(ResultFile.SUBMISSION, submission));
        return json;
    }

    /** Returns how many updates were refused because they were not finite. */
    public long refusedUpdates() {
        return epochs.stream().mapToLong(EpochResult::refused).sum();
    }

    private static Map<String, Object> start(Start start) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("epoch", start.epoch());
        json.put("step", start.step());
        json.put("phase", start.phase());
        return json;
    }

    private static Map<String, Object> best(Best best) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("metric", best.metric());
        json.put("epoch", best.epoch());
        json.put("step", best.step());
        json.put("value", best.value());
        return json;
    }

    private static Map<String, Object> executor(Engine.ExecutorWork executor) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", executor.id());
        json.put("shards_computed", executor.shardsComputed());
        return json;
    }

    private static Map<String, Object> epoch(EpochResult epoch, boolean refuses) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("epoch", epoch.epoch());
        json.put("loss", epoch.loss());
        json.put("losses", epoch.losses());
        json.putAll(epoch.metrics());
        epoch.validation().ifPresent(validation -> {
            json.put("val_loss", validation.loss());
            validation.metrics().forEach((name, value) -> json.put("val_" + name, value));
        });
        if (refuses) {
            json.put(REFUSED, epoch.refused());
        }
        json.put("seconds", epoch.seconds());
        epoch.validation().ifPresent(validation -> json.put("val_seconds", validation.seconds()));
        return json;
    }
}
