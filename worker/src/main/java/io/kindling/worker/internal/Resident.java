package io.kindling.worker.internal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoSerializable;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record in Spark's storage. It is kept as an object; whichever serializer the session has, it is sent as the bytes of
 * {@link Wire}.
 */
public final class Resident<T> implements Externalizable, KryoSerializable {
    private static final long serialVersionUID = 1L;

    private transient @Nullable Object value;

    /** For deserialization. */
    public Resident() {}

    public Resident(T value) {
        this.value = value;
    }

    @SuppressWarnings("unchecked") // Only a Resident<T> writes the bytes that a Resident<T> reads.
    public T value() {
        return (T) Objects.requireNonNull(value);
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        byte[] bytes = Wire.bytes(Objects.requireNonNull(value));
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        value = Wire.read(bytes, Object.class);
    }

    @Override
    public void write(Kryo kryo, Output output) {
        byte[] bytes = Wire.bytes(Objects.requireNonNull(value));
        output.writeInt(bytes.length);
        output.writeBytes(bytes);
    }

    @Override
    public void read(Kryo kryo, Input input) {
        value = Wire.read(input.readBytes(input.readInt()), Object.class);
    }
}
