package io.kindling.worker.internal;

import io.kindling.data.ClassWeighting;
import io.kindling.data.Examples;
import org.apache.spark.api.java.function.Function;

/** Sets the weights of a shard's rows by their classes. */
public final class ApplyClassWeights implements Function<Examples, Examples> {
    private static final long serialVersionUID = 1L;

    private final ClassWeighting weights;

    public ApplyClassWeights(ClassWeighting weights) {
        this.weights = weights;
    }

    @Override
    public Examples call(Examples rows) {
        return weights.applyTo(rows);
    }
}
