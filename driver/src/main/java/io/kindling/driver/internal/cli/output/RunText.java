package io.kindling.driver.internal.cli.output;

import io.kindling.driver.internal.dataset.TrainingRows;
import io.kindling.driver.internal.run.Plural;
import io.kindling.driver.internal.run.RunPlan;
import io.kindling.program.DataSchema;
import java.util.List;
import java.util.Locale;

/** The lines printed before the first step of a run. */
final class RunText {
    private RunText() {}

    static List<String> opening(RunPlan plan) {
        TrainingRows rows = plan.rows();
        return List.of(
                shards(plan),
                String.format(
                        Locale.ROOT,
                        "Training %s on %s of %s, %s; %s; %,d steps per epoch.",
                        plan.settings().program(),
                        Plural.of(rows.training().count(), "row"),
                        rows.training().data(),
                        validation(rows.validation().count()),
                        labels(rows.schema()),
                        plan.stepsPerEpoch()));
    }

    private static String validation(long rows) {
        return rows == 0 ? "without validation" : String.format(Locale.ROOT, "validating on %,d", rows);
    }

    private static String labels(DataSchema row) {
        if (row.classes() > 0) {
            return row.classes() + " classes";
        }
        return row.hasLabels() ? "labels are numbers" : "no labels";
    }

    /** Describes the shards, how many of them are computed concurrently, and the strategy. */
    private static String shards(RunPlan plan) {
        int shards = plan.settings().run().shards();
        int concurrent = Math.min(shards, plan.parallelism());
        String slots = plan.parallelism() > shards ? " (it has " + plan.parallelism() + " slots)" : "";
        return "Shards: " + shards + ", so at most " + Plural.of(shards, "concurrent task") + "; " + plan.location()
                + " runs " + concurrent + slots + ". Strategy: " + plan.strategy() + " (" + plan.reason() + ").";
    }
}
