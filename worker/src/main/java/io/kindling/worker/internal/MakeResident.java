package io.kindling.worker.internal;

import org.apache.spark.api.java.function.Function;

/** Wraps a record that Spark is to keep. */
public final class MakeResident<T> implements Function<T, Resident<T>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Resident<T> call(T value) {
        return new Resident<>(value);
    }
}
