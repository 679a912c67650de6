package io.kindling.driver.cli;

import io.kindling.driver.rows.TrainingRows;
import io.kindling.driver.run.Counted;
import io.kindling.driver.run.RunPlan;
import java.util.List;
import java.util.Locale;

/** What is said of a run before its first step. */
final class RunText {
    private RunText() {}

    static List<String> opening(RunPlan plan) {
        TrainingRows rows = plan.rows();
        return List.of(
                shards(plan),
                String.format(
                        Locale.ROOT,
                        "Training %s on %s of %s, validating on %,d; %d classes; steps an epoch: %,d.",
                        plan.settings().program(),
                        Counted.of(rows.training().count(), "row"),
                        rows.training().data(),
                        rows.validation().count(),
                        rows.schema().classes(),
                        plan.stepsPerEpoch()));
    }

    /** The shards, and how many of them are computed at once. */
    private static String shards(RunPlan plan) {
        int shards = plan.settings().run().shards();
        int atOnce = Math.min(shards, plan.parallelism());
        String spare = plan.parallelism() > shards ? " of its " + plan.parallelism() + " places" : "";
        return "Shards: " + shards + ", so at most " + Counted.of(shards, "task") + " at once; " + plan.place()
                + " runs " + atOnce + spare + ". Strategy: " + plan.strategy() + " (" + plan.reason() + ").";
    }
}
