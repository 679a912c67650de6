package io.kindling.driver.internal.preflight;

import io.kindling.driver.internal.SettingsException;

/** What the tasks of a job return fits into what Spark accepts of a job, else it would cancel it. */
final class ResultSize implements PreflightCheck {
    private static final String LIMIT = "spark.driver.maxResultSize";
    /** What Spark adds to the results of tasks. */
    private static final long BESIDE = 1 << 20;

    @Override
    public void require(PreflightFacts facts) {
        long limit = facts.conf().getSizeAsBytes(LIMIT, "1g");
        long needed = facts.needs().resultBytes() == 0 ? 0 : facts.needs().resultBytes() + BESIDE;
        if (limit > 0 && needed > limit) {
            throw new SettingsException(
                    "Cannot train with --strategy broadcast: the gradients of all shards take about "
                            + PreflightFacts.mebibytes(needed) + " MiB, and Spark accepts results of "
                            + PreflightFacts.mebibytes(limit) + " MiB from a job. Set --conf " + LIMIT + "="
                            + PreflightFacts.mebibytes(needed) + "m, or use fewer --shards or --strategy allreduce.");
        }
    }
}
