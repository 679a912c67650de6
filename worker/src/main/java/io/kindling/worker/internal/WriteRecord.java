package io.kindling.worker.internal;

import org.apache.spark.api.java.function.Function;

/** Writes a record as the bytes of {@link Wire}. */
public final class WriteRecord<T> implements Function<T, byte[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public byte[] call(T value) {
        return Wire.bytes(value);
    }
}
