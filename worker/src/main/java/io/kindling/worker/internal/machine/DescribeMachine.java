package io.kindling.worker.internal.machine;

import io.kindling.io.internal.Json;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;

/** {@link Machine#describe} of the executor that runs the task, as JSON. */
public final class DescribeMachine implements Function<Integer, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String call(Integer task) {
        return Json.compact(Machine.describe(SparkEnv.get().executorId()));
    }
}
