package io.kindling.driver.internal.preflight;

import io.kindling.driver.internal.SettingsException;

/** Executors may take as much memory outside Java's heap as the program's replicas need. */
final class TensorMemory implements PreflightCheck {
    @Override
    public void require(PreflightFacts facts) {
        for (PreflightFacts.Executor executor : facts.executors()) {
            int tasks = Math.min(executor.tasks(), facts.needs().shards());
            long needed = Math.multiplyExact(facts.needs().replicaBytes(), tasks);
            long limit = executor.report().memory().tensorBytes();
            if (limit > 0 && needed > limit) {
                throw new SettingsException(
                        "Cannot train on " + executor.name() + ": outside Java's heap, tensors may take "
                                + PreflightFacts.mebibytes(limit) + " MiB there, and its " + tasks
                                + (tasks == 1 ? " task needs" : " concurrent tasks need") + " about "
                                + PreflightFacts.mebibytes(needed)
                                + ". Set --conf spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxbytes="
                                + PreflightFacts.mebibytes(needed)
                                + "m, by default the size of the heap (spark.executor.memory),"
                                + " or run fewer tasks per executor.");
            }
            requireTotal(executor, needed);
        }
    }

    /** Checks that the heap and what is outside fit into the container. */
    private static void requireTotal(PreflightFacts.Executor executor, long needed) {
        long total = executor.report().memory().totalBytes();
        long heap = executor.report().memory().heapBytes();
        long outside = Math.addExact(ContainerMemory.JVM_BYTES, needed);
        if (total > 0 && heap + outside > total) {
            throw new SettingsException("Cannot train on " + executor.name() + ": its heap of "
                    + PreflightFacts.mebibytes(heap) + " MiB and about " + PreflightFacts.mebibytes(outside)
                    + " MiB outside it are more than the " + PreflightFacts.mebibytes(total)
                    + " MiB of its container or machine. Set a smaller --conf spark.executor.memory, or give it more.");
        }
    }
}
